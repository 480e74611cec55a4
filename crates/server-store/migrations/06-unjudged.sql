-- Records of PCs that this program could not judge when they came: of a kind it did not know, or of a shape it did not read. They count
-- until a program that reads them has judged them. Log ids are random, so no two offices share one. An older program may not open the
-- database after this.
CREATE TABLE unjudged (
    log  BLOB NOT NULL,                 -- 16 bytes
    seq  INTEGER NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (log, seq)
) WITHOUT ROWID;
-- Those that came before there was this table.
INSERT INTO unjudged (log, seq, kind)
SELECT l.log, r.place & ((1 << 40) - 1), r.kind
  FROM record AS r JOIN log AS l ON l.no = r.place >> 40
 WHERE l.server = 0 AND r.kind NOT IN (
    'log.opened', 'server.stated', 'office.begun', 'user.added', 'device.added', 'label.given', 'record.voided', 'record.allowed',
    'record.erased', 'request.refused', 'user.requested', 'person.added', 'person.set', 'organisation.added', 'organisation.set',
    'visit.opened', 'case.opened', 'case.channel_set', 'case.party_set', 'case.question_set', 'case.topic_set', 'case.answer_set',
    'case.hai_set', 'clock.started', 'case.resolved', 'case.cancelled', 'event.reverted', 'file.added', 'case.received_set', 'case.moved',
    'clock.paused', 'clock.resumed', 'clock.corrected', 'case.contact_set', 'case.promised', 'progress.reported', 'document.requested',
    'document.arrived', 'document.waived', 'escalation.raised', 'escalation.replied', 'escalation.withdrawn', 'case.answered',
    'confirmation.chased', 'case.reopened', 'case.duplicate', 'case.forwarded', 'case.returned', 'file.withdrawn', 'file.moved',
    'case.reference_added', 'case.corrected', 'handover.offered', 'handover.answered', 'escalation.delivered', 'escalation.answered',
    'escalation.confirmed', 'escalation.asked_back', 'escalation.referred', 'setting.set', 'office.text_set', 'section.defined',
    'substitute.named', 'topic.defined', 'channel.defined', 'complaint.defined', 'holiday.set', 'hours.set', 'user.removal_requested',
    'user.removed', 'device.revocation_requested', 'device.revoked', 'erasure.requested', 'erasure.ordered', 'erasure.applied',
    'server.keyed', 'log.adopted', 'aside.decision_requested', 'parties.mapped', 'user.mapping_requested', 'user.mapped');

-- Records of what an admin sets are found by the nil subject, as at a desk: the server judges section heads by them.
-- Those that came before the server knew their kinds are indexed here, once.
INSERT OR IGNORE INTO subject (subject, place)
SELECT zeroblob(16), place FROM record
 WHERE kind IN ('setting.set', 'office.text_set', 'section.defined', 'substitute.named', 'topic.defined', 'channel.defined',
    'complaint.defined', 'holiday.set', 'hours.set');

// A small office with known, fictional data: enough for every screen to have something to show.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Commands, Fields } from '../../../ui/src/lib/platform/api.gen.ts';
import type { Bridge } from './bridge.ts';
import { appoint, COLLEAGUE, HEAD, hire, OFFICER, PASSWORD, take } from './people.ts';
import { day, now } from './time.ts';

export { OFFICER, PASSWORD } from './people.ts';

export const EMPTY: Fields = {
  channel: 'tatap_muka',
  stakeholder_type: '',
  person: null,
  person_name: '',
  phone: '',
  email: '',
  organisation: null,
  organisation_name: '',
  satker_code: '',
  role: null,
  role_words: '',
  question: '',
  topic: null,
  section: null,
  answer: '',
  hai_reference: '',
};

export interface Office {
  bridge: Bridge;
  /** A resolved case with a PDF and a picture. */
  resolved: string;
  /** A case that waits for its answer. */
  open: string;
  /** A case with a promise, its contact person, a document that is awaited and progress that was told. */
  promised: string;
  /** A case with a question to a section head. */
  escalated: string;
  /** A draft with words no record has yet. */
  draft: string;
  /** A person with a case behind. */
  person: string;
  /** A person whose name two officers corrected at once. */
  disputed: string;
}

export function sample(name: string): Promise<Buffer<ArrayBuffer>> {
  return readFile(path.join(import.meta.dirname, '..', 'files', name)) as Promise<Buffer<ArrayBuffer>>;
}

/** Begins an office alone, as the first screens do. */
export async function begin(bridge: Bridge): Promise<void> {
  await bridge.call('office.begin', {
    language: 'id',
    code: '046',
    office_name: 'KPPN Contoh',
    zone: 'Asia/Makassar',
    name: OFFICER,
    password: PASSWORD,
  });
  const { groups, ask } = await bridge.call('office.seed', {});
  await bridge.call('office.confirm_seed', { groups: ask.map((at) => groups[at] ?? '') });
}

/** Types a draft, without a page. */
export async function draft(bridge: Bridge, fields: Partial<Fields>): Promise<string> {
  const { case: kase } = await bridge.call('draft.new', {});
  await bridge.call('draft.save', { case: kase, fields: { ...EMPTY, ...fields }, seen: null, first_key_at: now() });
  return kase;
}

/** Who came and what about: a bendahara of a satker, with the first topic of the list. */
export async function visitor(bridge: Bridge): Promise<Partial<Fields> & { section: string }> {
  const catalogue = await bridge.call('catalogue.get', {});
  const type = catalogue.types.find((one) => one.has_satker_code);
  const topic = catalogue.topics[0];
  if (!type || !topic) throw new Error('the catalogue is empty');
  return {
    stakeholder_type: type.code,
    person_name: 'Rahma Contoh',
    phone: '081200000001',
    organisation_name: 'Dinas Contoh Kehutanan',
    satker_code: '012345',
    role: type.roles[0]?.code ?? null,
    topic: topic.code,
    section: topic.section,
  };
}

/** A case that is recorded and open. */
export async function recorded(bridge: Bridge, fields: Partial<Fields>): Promise<string> {
  const kase = await draft(bridge, { ...(await visitor(bridge)), ...fields });
  await bridge.call('case.record', { case: kase });
  return kase;
}

/** The code of the channel whose cases have a ticket of HAI CSO. */
export async function haiChannel(bridge: Bridge): Promise<string> {
  const { channels } = await bridge.call('catalogue.get', {});
  const channel = channels.find((one) => one.hai)?.code;
  if (!channel) throw new Error('no channel of HAI CSO');
  return channel;
}

/** Fills an office with one case of each kind that this program knows, and with people. */
export async function fill(bridge: Bridge): Promise<Office> {
  const colleague = await hire(bridge, COLLEAGUE, ['officer']);
  await appoint(bridge, await hire(bridge, HEAD, ['section_head']));
  const rahma = await visitor(bridge);

  const resolved = await draft(bridge, {
    ...rahma,
    question: 'Mengapa data supplier kami ditolak saat pendaftaran kontrak?',
    answer: 'Samakan nama rekening dengan buku tabungan, lalu ajukan ulang perubahan data supplier.',
  });
  await bridge.attach(resolved, 'surat-permohonan.pdf', await sample('surat.pdf'));
  await bridge.attach(resolved, 'tangkapan-layar.png', await sample('layar.png'));
  await bridge.call('case.resolve', { case: resolved });

  const open = await recorded(bridge, {
    person_name: 'Bima Contoh',
    phone: '081200000002',
    channel: 'telepon',
    question: 'Bagaimana mengajukan TUP yang melewati sisa bulan berjalan?',
  });

  const promised = await recorded(bridge, { person_name: 'Sari Contoh', phone: '081200000003', question: 'Kapan retur SP2D kami dapat diajukan ulang?' });
  await bridge.call('case.request_documents', { case: promised, names: ['Surat ralat rekening'], until: null });
  await bridge.call('case.contact', { case: promised, declined: false, name: 'Sari Contoh', phone: '081200000003', email: '' });
  await bridge.call('case.promise', { case: promised, text: 'Jawaban menyusul setelah surat ralat diterima.' });
  await bridge.call('case.progress', { case: promised, channel: 'whatsapp', text: 'Surat ralat sedang kami tunggu.' });

  const escalated = await recorded(bridge, { person_name: 'Dewi Contoh', phone: '081200000004', question: 'Apakah koreksi setoran tahun lalu masih dapat diproses?' });
  await bridge.call('case.escalate', { case: escalated, section: rahma.section, question: 'Mohon arahan: koreksi setoran tahun lalu.', leaves: false });

  // Received last week: due last Friday, so overdue.
  const late = await recorded(bridge, { person_name: 'Yudi Contoh', phone: '081200000005', channel: 'telepon', question: 'Kapan revisi DIPA kami disahkan?' });
  await bridge.call('case.received', { case: late, at: now() - 6 * 86_400_000, reason: '' });

  const answered = await recorded(bridge, {
    person_name: 'Tono Contoh',
    phone: '081200000006',
    channel: await haiChannel(bridge),
    hai_reference: 'HAI-2026-000123',
    question: 'Mengapa ADK ditolak aplikasi?',
    answer: 'Perbarui referensi, lalu buat ulang ADK.',
  });
  await bridge.call('case.answered', { case: answered });

  await setUp(bridge, rahma.section);
  const person = await personOf(bridge, 'Rahma');
  const disputed = await dispute(bridge, colleague);

  // Last: what is typed becomes records when its officer leaves.
  const unrecorded = await draft(bridge, { question: 'Retur SP2D belum dapat diproses ulang', channel: 'whatsapp' });
  await bridge.call('tabs.open', { case: unrecorded });
  return { bridge, resolved, open, promised, escalated, draft: unrecorded, person, disputed };
}

async function personOf(bridge: Bridge, name: string): Promise<string> {
  const { rows } = await bridge.call('party.list', { text: name, after: null, limit: 10 });
  const person = rows.find((row) => !row.is_organisation)?.id;
  if (!person) throw new Error(`${name} is not among the stakeholders`);
  return person;
}

/** Two officers correct the same name, each over what stood there before either did; the second also offers a case. */
async function dispute(bridge: Bridge, colleague: string): Promise<string> {
  const id = await personOf(bridge, 'Dewi');
  const { seen, phone, email } = await bridge.call('party.view', { id });
  await bridge.call('party.edit', { id, name: 'Dewi Contoh, S.E.', phone, email, seen });
  await take(bridge, COLLEAGUE);
  await bridge.call('party.edit', { id, name: 'Dewi Contoh Lestari', phone, email, seen });
  const offered = await recorded(bridge, { person_name: 'Nina Contoh', phone: '081200000007', channel: 'telepon', question: 'Apa syarat dispensasi SPM akhir tahun?' });
  const { officers } = await bridge.call('handover.mine', {});
  const to = officers.find((one) => one.user !== colleague)?.user ?? '';
  await bridge.call('case.hand_over', { case: offered, to, text: 'Saya bertugas di luar siang ini.' });
  await take(bridge, OFFICER);
  return id;
}

/** What an admin sets: a limit that is to come, a holiday by hand, hours of Ramadan, and a Plh of these weeks. */
async function setUp(bridge: Bridge, section: string): Promise<void> {
  await bridge.call('settings.limit', { setting: 'service_minutes', value: 25, from: '2031-01-01', basis: 'KEP Contoh/2030', corrects: null });
  await bridge.call('calendar.set_day', { day: '2025-09-08', sort: 'cuti_bersama', confirmed: false, name: 'Hari Contoh' });
  const week = { monday_to_thursday: { opens: 480, closes: 900, rest: 30 }, friday: { opens: 480, closes: 930, rest: 60 } };
  await bridge.call('calendar.set_hours', { period: null, name: 'Ramadan 2025', from: '2025-03-01', until: '2025-03-28', week });
  const { rows } = await bridge.call('users.list', {});
  const user = rows.find((row) => row.me)?.user ?? '';
  await bridge.call('section.substitute', { section, user, from: day(-3), until: day(3) });
}

export type Out<K extends keyof Commands> = Commands[K]['out'];

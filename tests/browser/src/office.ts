// A small office with known, fictional data: enough for every screen to have something to show.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Commands, Fields } from '../../../ui/src/lib/platform/api.gen.ts';
import { Bridge } from './bridge.ts';

export const PASSWORD = 'sandi contoh untuk uji';
export const OFFICER = 'Petugas Contoh';

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

async function draft(bridge: Bridge, fields: Partial<Fields>): Promise<string> {
  const { case: kase } = await bridge.call('draft.new', {});
  await bridge.call('draft.save', { case: kase, fields: { ...EMPTY, ...fields }, seen: null, first_key_at: Date.now() });
  return kase;
}

/** Fills an office with one case of each kind that this program knows. */
export async function fill(bridge: Bridge): Promise<Office> {
  const catalogue = await bridge.call('catalogue.get', {});
  const type = catalogue.types.find((one) => one.has_satker_code) ?? catalogue.types[0];
  const topic = catalogue.topics[0];
  if (!type || !topic) throw new Error('the catalogue is empty');
  const visitor = {
    stakeholder_type: type.code,
    person_name: 'Rahma Contoh',
    phone: '081200000001',
    organisation_name: 'Dinas Contoh Kehutanan',
    satker_code: '012345',
    role: type.roles[0]?.code ?? null,
    topic: topic.code,
    section: topic.section,
  };

  const resolved = await draft(bridge, {
    ...visitor,
    question: 'Mengapa data supplier kami ditolak saat pendaftaran kontrak?',
    answer: 'Samakan nama rekening dengan buku tabungan, lalu ajukan ulang perubahan data supplier.',
  });
  await bridge.attach(resolved, 'surat-permohonan.pdf', await sample('surat.pdf'));
  await bridge.attach(resolved, 'tangkapan-layar.png', await sample('layar.png'));
  await bridge.call('case.resolve', { case: resolved });

  const open = await draft(bridge, {
    ...visitor,
    person_name: 'Bima Contoh',
    phone: '081200000002',
    channel: 'telepon',
    question: 'Bagaimana mengajukan TUP yang melewati sisa bulan berjalan?',
  });
  await bridge.call('case.record', { case: open });

  const promised = await draft(bridge, {
    ...visitor,
    person_name: 'Sari Contoh',
    phone: '081200000003',
    question: 'Kapan retur SP2D kami dapat diajukan ulang?',
  });
  await bridge.call('case.record', { case: promised });
  await bridge.call('case.request_documents', { case: promised, names: ['Surat ralat rekening'], until: null });
  await bridge.call('case.contact', { case: promised, declined: false, name: 'Sari Contoh', phone: '081200000003', email: '' });
  await bridge.call('case.promise', { case: promised, text: 'Jawaban menyusul setelah surat ralat diterima.' });
  await bridge.call('case.progress', { case: promised, channel: 'whatsapp', text: 'Surat ralat sedang kami tunggu.' });

  const escalated = await draft(bridge, {
    ...visitor,
    person_name: 'Dewi Contoh',
    phone: '081200000004',
    question: 'Apakah koreksi setoran tahun lalu masih dapat diproses?',
  });
  await bridge.call('case.record', { case: escalated });
  await bridge.call('case.escalate', { case: escalated, section: topic.section, question: 'Mohon arahan: koreksi setoran tahun lalu.', leaves: false });

  const unrecorded = await draft(bridge, { question: 'Retur SP2D belum dapat diproses ulang', channel: 'whatsapp' });
  await bridge.call('tabs.open', { case: unrecorded });

  await setUp(bridge, topic.section);

  const { rows } = await bridge.call('party.list', { text: 'Rahma', after: null, limit: 10 });
  const person = rows.find((row) => !row.is_organisation)?.id;
  if (!person) throw new Error('the visitor is not among the stakeholders');
  return { bridge, resolved, open, promised, escalated, draft: unrecorded, person };
}

/** What an admin sets: a limit that is to come, a holiday by hand, hours of Ramadan, and a Plh of these weeks. */
async function setUp(bridge: Bridge, section: string): Promise<void> {
  await bridge.call('settings.limit', { setting: 'service_minutes', value: 25, from: '2031-01-01', basis: 'KEP Contoh/2030', corrects: null });
  await bridge.call('calendar.set_day', { day: '2025-09-08', sort: 'cuti_bersama', confirmed: false, name: 'Hari Contoh' });
  const week = { monday_to_thursday: { opens: 480, closes: 900, rest: 30 }, friday: { opens: 480, closes: 930, rest: 60 } };
  await bridge.call('calendar.set_hours', { period: null, name: 'Ramadan 2025', from: '2025-03-01', until: '2025-03-28', week });
  const { rows } = await bridge.call('users.list', {});
  const user = rows.find((row) => row.me)?.user ?? '';
  const day = (from_now: number) => new Date(Date.now() + from_now * 86_400_000).toISOString().slice(0, 10);
  await bridge.call('section.substitute', { section, user, from: day(-3), until: day(3) });
}

export type Out<K extends keyof Commands> = Commands[K]['out'];

// What a drop, a paste or a chosen file holds, as sources of bytes; folders are walked, a file that vanished stops nothing else.

/** 100 MiB, the same as in the program (design/sync.md "Attachments"). */
export const FILE_LIMIT_BYTES = 100 * 1024 * 1024;
/** More files than this in one drop are a mistake of the hand (a whole disk), not documents of one case. */
export const DROP_LIMIT_FILES = 200;

/** A file to be added: its bytes are read piece by piece. */
export interface Source {
  name: string;
  /** Bytes. */
  size: number;
  /** Reads `length` bytes from `offset`; fails where the file vanished, changed or may not be read. */
  read: (offset: number, length: number) => Promise<Uint8Array<ArrayBuffer>>;
}

/** What was found in a drop. */
export interface Found {
  sources: Source[];
  /** Names of files or folders that could not be read. */
  unreadable: string[];
  /** Whether {@link DROP_LIMIT_FILES} cut the walk short. */
  cut: boolean;
}

export function sourceOf(file: File, name = file.name): Source {
  return {
    name,
    size: file.size,
    read: async (offset, length) => new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
  };
}

/** Files of a drop, folders included. The entries are taken before the first wait: afterwards the browser empties the list. */
export function dropped(transfer: DataTransfer): Promise<Found> {
  const entries: FileSystemEntry[] = [];
  const files: File[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry?.() ?? null;
    if (entry?.isDirectory) {
      entries.push(entry);
      continue;
    }
    const file = item.getAsFile();
    if (file !== null) files.push(file);
    else if (entry !== null) entries.push(entry);
  }
  return walk(files, entries);
}

/** Pasted pictures get a name that says when: the clipboard calls every one of them "image.png". */
export function pasted(transfer: DataTransfer, stamp: string, prefix: string): Source[] {
  const sources: Source[] = [];
  for (const item of transfer.items) {
    const file = item.kind === 'file' ? item.getAsFile() : null;
    if (file === null) continue;
    const nameless = /^image\.\w+$/.test(file.name) || file.name === '';
    const ending = file.name.split('.').at(-1) || file.type.split('/').at(-1) || 'png';
    const count = sources.length === 0 ? '' : `-${sources.length + 1}`;
    sources.push(sourceOf(file, nameless ? `${prefix}-${stamp}${count}.${ending}` : file.name));
  }
  return sources;
}

async function walk(files: File[], entries: FileSystemEntry[]): Promise<Found> {
  const found: Found = { sources: files.map((file) => sourceOf(file)), unreadable: [], cut: false };
  const waiting = [...entries];
  for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) {
    if (found.sources.length >= DROP_LIMIT_FILES) {
      found.cut = true;
      break;
    }
    try {
      if (entry.isDirectory) waiting.push(...(await children(entry as FileSystemDirectoryEntry)));
      else found.sources.push(sourceOf(await fileOf(entry as FileSystemFileEntry)));
    } catch {
      found.unreadable.push(entry.name);
    }
  }
  if (found.sources.length > DROP_LIMIT_FILES) {
    found.sources.length = DROP_LIMIT_FILES;
    found.cut = true;
  }
  return found;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader hands out at most a hundred entries at a time and ends with an empty list. */
async function children(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

// Uploads files to an office server with the stock client tus-js-client, breaking off at random bytes and going on. What is to be done
// comes as JSON on standard input, what became of it goes as JSON to standard output.

import { readFileSync } from 'node:fs';
import * as tus from 'tus-js-client';

const { url, token, seed, jobs } = JSON.parse(readFileSync(0, 'utf8'));

// Mulberry32: the same numbers for the same seed.
let state = seed >>> 0;
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

// A Lakon server is known by its key, which its PCs pin; a stock client has nothing to pin, so it is told to take this certificate.
const httpStack = new tus.DefaultHttpStack({ rejectUnauthorized: false });

/** Runs one upload until it ends or `stopAt` bytes were sent; says where it lies and whether it ended. */
function run(bytes, job, uploadUrl, stopAt) {
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(bytes, {
      endpoint: `${url}/uploads`,
      uploadUrl,
      headers: { Authorization: `Bearer ${token}` },
      metadata: { filename: 'surat.pdf', address: job.address },
      retryDelays: Array(30).fill(10),
      chunkSize: job.chunk ?? Infinity,
      uploadDataDuringCreation: job.along ?? false,
      httpStack,
      onProgress: (sent) => {
        if (stopAt === null || sent < stopAt) return;
        stopAt = null;
        upload.abort(job.terminate ?? false).then(() => resolve({ place: upload.url, ended: false }), reject);
      },
      onSuccess: () => resolve({ place: upload.url, ended: true }),
      onError: reject,
    });
    upload.start();
  });
}

const done = [];
for (const job of jobs) {
  const bytes = readFileSync(job.file);
  let [place, ended, stops] = [null, false, 0];
  while (!ended) {
    const stopAt = stops < job.stops ? Math.floor(random() * bytes.length) : null;
    ({ place, ended } = await run(bytes, job, place, stopAt));
    if (!ended) stops += 1;
    if (!ended && job.terminate) break;
  }
  done.push({ address: job.address, place, ended, stops });
}
process.stdout.write(JSON.stringify(done));

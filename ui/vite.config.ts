// How the page is built and tested: Svelte, typed messages, nothing inlined (the content security policy forbids it).
import { fileURLToPath } from 'node:url';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { guides } from './guides.vite.ts';

export default defineConfig({
  plugins: [
    // The tests compile the messages before they start: the plugin's watcher would keep them from ending.
    process.env.VITEST
      ? []
      : paraglideVitePlugin({ project: './project.inlang', outdir: './src/lib/paraglide', strategy: ['globalVariable', 'baseLocale'] }),
    guides(),
    svelte(),
  ],
  resolve: {
    alias: { $lib: fileURLToPath(new URL('./src/lib', import.meta.url)) },
    // Runes in *.svelte.ts are tested as the browser runs them.
    conditions: process.env.VITEST ? ['browser'] : undefined,
  },
  build: {
    target: ['chrome111', 'safari16.4'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  test: {
    include: ['src/**/*.test.ts'],
    // Nearly all the time went into loading the same modules, with their thousands of messages, anew for each file. The tests
    // pretend no module and make what they look at themselves, so files share a thread's modules; in any order, to show it.
    pool: 'threads',
    isolate: false,
    sequence: { shuffle: { files: true } },
  },
});

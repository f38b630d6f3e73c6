import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Where `npm run dev` finds the API; in production the API process serves these files itself. */
const api = process.env.API_URL ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), compress()],
  // The package's sources: its `dist` is for clients outside this repository.
  resolve: { alias: { '@loyalty-platform/client': path.join(import.meta.dirname, '../packages/client/src/index.ts') } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // The budget of the first load is counted from the manifest (web/scripts/measure-first-load.mjs).
    manifest: true,
    // Fonts and icons stay files, so that a strict content security policy needs no `data:`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { '/api': api } },
  preview: { proxy: { '/api': api } },
});

/** Puts smaller copies beside the assets, which the server sends to browsers that take them. Once, not at each request. */
function compress(): Plugin {
  const brotli = promisify(zlib.brotliCompress);
  const gzip = promisify(zlib.gzip);
  // Close to the best, in a tenth of the time.
  const params = { [zlib.constants.BROTLI_PARAM_QUALITY]: 9 };
  return {
    name: 'compress',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const names = Object.keys(bundle).filter((name) => /^assets\/.*\.(?:js|css|svg|wasm)$/.test(name));
      for (const file of names.map((name) => path.join(dir, name))) {
        const content = await fs.readFile(file);
        await fs.writeFile(`${file}.br`, await brotli(content, { params }));
        await fs.writeFile(`${file}.gz`, await gzip(content, { level: 9 }));
      }
    },
  };
}

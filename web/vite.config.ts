import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import react from '@vitejs/plugin-react';
import sharp from 'sharp';
import { defineConfig, type InlineConfig, type Plugin, type Rolldown } from 'vite';
import { nameChunks } from './chunks.ts';
import { componentStyles } from './component-styles.ts';

/** Where `npm run dev` finds the API; in production the API process serves these files itself. */
const api = process.env.API_URL ?? 'http://127.0.0.1:3000';

const pagesConfig = {
  root: import.meta.dirname,
  // The package's sources: its `dist` is for clients outside this repository.
  resolve: { alias: { '@loyalty-platform/client': path.join(import.meta.dirname, '../packages/client/src/index.ts') } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // Fonts and icons stay files, so that a strict content security policy needs no `data:`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
} satisfies InlineConfig;

/** Hashes have seven characters: the first files hold the names of many others, and a hash does not compress. */
const OUTPUT = {
  entryFileNames: 'assets/[name]-[hash:7].js',
  chunkFileNames: 'assets/[name]-[hash:7].js',
  assetFileNames: 'assets/[name]-[hash:7][extname]',
  codeSplitting: {
    includeDependenciesRecursively: false,
    groups: [{ name: nameChunks(path.join(import.meta.dirname, 'index.html')), debugName: 'moments' }],
  },
} satisfies Rolldown.OutputOptions;

export default defineConfig(({ command }) => ({
  ...pagesConfig,
  plugins: [componentStyles(), react(), compress(), icons(), pages(), serviceWorker()],
  build: { ...pagesConfig.build, ...(command === 'build' && { rolldownOptions: { output: OUTPUT } }) },
  server: { proxy: { '/api': { target: api, ws: true } } },
  preview: { proxy: { '/api': { target: api, ws: true } } },
}));

/** Puts smaller copies beside the assets, which the server sends to browsers that take them. Once, not at each request. */
function compress(): Plugin {
  const brotli = promisify(zlib.brotliCompress);
  const gzip = promisify(zlib.gzip);
  // Close to the best, in half of the time; the best for what every application starts with.
  const qualityOf = (name: string) => (name.startsWith('assets/index-') ? 11 : 10);
  return {
    name: 'compress',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const names = Object.keys(bundle).filter((name) => /^assets\/.*\.(?:js|css|svg|wasm)$/.test(name));
      const compressed = names.map(async (name) => {
        const file = path.join(dir, name);
        const content = await fs.readFile(file);
        await fs.writeFile(
          `${file}.br`,
          await brotli(content, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: qualityOf(name) } }),
        );
        await fs.writeFile(`${file}.gz`, await gzip(content, { level: 9 }));
      });
      await Promise.all(compressed);
    },
  };
}

/** The icons with which the pages are installed, made of the mark. */
function icons(): Plugin {
  const SIZES = [192, 512];
  const DOTS_PER_INCH = 72;
  const MARK_SIZE = 32;
  return {
    name: 'icons',
    apply: 'build',
    async generateBundle() {
      const mark = await fs.readFile(path.join(import.meta.dirname, 'public/mark.svg'));
      const drawn = (size: number) => sharp(mark, { density: (DOTS_PER_INCH * size) / MARK_SIZE }).resize(size);
      for (const size of SIZES) {
        const fileName = `icons/mark-${String(size)}.png`;
        this.emitFile({ type: 'asset', fileName, source: await drawn(size).png().toBuffer() });
      }
      // Systems cut this one to their own shape, so its ground goes to the edges.
      const source = await drawn(512).flatten({ background: '#0b6b50' }).png().toBuffer();
      this.emitFile({ type: 'asset', fileName: 'icons/mark-maskable-512.png', source });
    },
  };
}

/**
 * The page of each application in each language, with links to its code and words, so that a browser fetches them beside the
 * code that starts it and not one round trip after another. The server chooses among them; a file that it lacks is the page.
 */
function pages(): Plugin {
  const APPLICATION = /\/src\/(\w+)\/\1-app\.tsx$/;
  const LANGUAGES = ['ru', 'en'];
  /** Words with which applications start that fetch their own only with the screens behind the sign-in. */
  const ENTRY_WORDS: Readonly<Record<string, string>> = {
    cabinet: 'shared|entry',
    cashier: 'shared',
    admin: 'shared',
    owner: 'shared',
  };
  return {
    name: 'pages',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const page = await fs.readFile(path.join(dir, 'index.html'), 'utf8');
      const chunks = chunksOf(bundle);
      for (const chunk of chunks) {
        const name = chunk.moduleIds.map((id) => APPLICATION.exec(id)?.[1]).find((one) => one !== undefined);
        if (name === undefined) continue;
        for (const language of LANGUAGES) {
          const own = ENTRY_WORDS[name] ?? `shared|${name}`;
          const words = new RegExp(`/generated/words/(?:${own})/${language}\\.ts$`);
          const started = [chunk, ...chunks.filter(({ moduleIds }) => moduleIds.some((id) => words.test(id)))];
          const files = filesOf([
            ...closureOf(
              chunks,
              started.map(({ fileName }) => fileName),
            ),
          ]);
          const links = files.filter((file) => !page.includes(file)).flatMap(linkTo);
          const html = page.replace('lang="ru"', `lang="${language}"`).replace('</head>', `${links.join('')}</head>`);
          const target = path.join(dir, '.pages', `${name}.${language}.html`);
          await fs.mkdir(path.dirname(target), { recursive: true });
          await fs.writeFile(target, html);
        }
      }
    },
  };

  function linkTo(file: string): string[] {
    if (file.endsWith('.js')) return [`<link rel="modulepreload" crossorigin href="/${file}">`];
    // Styles that a part of a page brings are a preload: that part puts them in force.
    return file.endsWith('.css') ? [`<link rel="preload" as="style" crossorigin href="/${file}">`] : [];
  }
}

const chunksOf = (bundle: Rolldown.OutputBundle): Rolldown.OutputChunk[] =>
  Object.values(bundle).filter((file) => file.type === 'chunk');

/** These chunks and all chunks that they import; of chunks that they fetch later by `import()` those that `isKept` accepts. */
function closureOf(
  chunks: readonly Rolldown.OutputChunk[],
  names: readonly string[],
  isKept: (later: Rolldown.OutputChunk) => boolean = () => false,
): Set<Rolldown.OutputChunk> {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const chunksNamed = (all: readonly string[]) => all.flatMap((name) => byName.get(name) ?? []);
  const found = new Set<Rolldown.OutputChunk>();
  const add = (added: readonly Rolldown.OutputChunk[]): void => {
    for (const chunk of added) {
      if (found.has(chunk)) continue;
      found.add(chunk);
      add([...chunksNamed(chunk.imports), ...chunksNamed(chunk.dynamicImports).filter(isKept)]);
    }
  };
  add(chunksNamed(names));
  return found;
}

/** Files of chunks: their code, styles and what those name. */
const filesOf = (chunks: readonly Rolldown.OutputChunk[]): string[] => [
  ...new Set(
    chunks.flatMap(({ fileName, viteMetadata }) => [
      fileName,
      ...(viteMetadata?.importedCss ?? []),
      ...(viteMetadata?.importedAssets ?? []),
    ]),
  ),
];

/**
 * The worker that keeps the till and the cabinet on the device, with the list of their files. Other applications are
 * not kept.
 */
function serviceWorker(): Plugin {
  const FILE = 'sw.js';
  const KEPT = /\/src\/(?:cashier|cabinet)\/\w+-app\.tsx$|\/generated\/words\/(?:shared|entry|cashier|cabinet)\//;
  /** Modules of other applications, which the first file fetches by `import()` too. */
  const OTHERS = /\/src\/(\w+)\/(?:\1|home)-app\.tsx$|\/generated\/words\//;
  const FONTS = /^assets\/inter-(?:latin|latin-ext|cyrillic|cyrillic-ext)-wght-.*\.woff2$/;
  return {
    name: 'service-worker',
    apply: 'build',
    buildStart() {
      const id = path.join(import.meta.dirname, 'src/shared/offline/service-worker.ts');
      this.emitFile({ type: 'chunk', id, fileName: FILE });
    },
    async writeBundle({ dir = '' }, bundle) {
      const chunks = chunksOf(bundle);
      const has = ({ moduleIds }: Rolldown.OutputChunk, wanted: RegExp) => moduleIds.some((id) => wanted.test(id));
      const entries = chunks.filter(({ isEntry, fileName }) => isEntry && fileName !== FILE);
      const kept = closureOf(
        chunks,
        entries.map(({ fileName }) => fileName),
        (later) => has(later, KEPT) || !has(later, OTHERS),
      );
      const files = filesOf([...kept]);
      const others = Object.keys(bundle).filter((name) => FONTS.test(name) || name.startsWith('icons/'));
      const shell = [...new Set([...files, ...others])].filter((name) => !name.endsWith('.woff2') || FONTS.test(name));
      await fillList(path.join(dir, FILE), path.join(dir, 'index.html'), shell.sort());
    },
  };

  async function fillList(worker: string, page: string, shell: readonly string[]): Promise<void> {
    const files = [...shell, 'mark.svg', 'cashier.webmanifest'].map((name) => `/${name}`);
    const code = await fs.readFile(worker, 'utf8');
    const version = createHash('sha256')
      .update(await fs.readFile(page))
      .update(files.join())
      .update(code)
      .digest('hex');
    const list = JSON.stringify(JSON.stringify({ version: version.slice(0, 16), files }));
    const filled = code.replace(/(["'`])__SHELL__\1/, () => list);
    if (filled === code || /^[ \t]*import\b/m.test(code))
      throw new Error('the service worker has no place for its files');
    await fs.writeFile(worker, filled);
  }
}

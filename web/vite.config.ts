import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import react from '@vitejs/plugin-react';
import sharp from 'sharp';
import { build, defineConfig, type InlineConfig, type Plugin, type Rolldown } from 'vite';

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

export default defineConfig(async ({ command }) => ({
  ...pagesConfig,
  plugins: [react(), compress(), icons(), pages(), serviceWorker()],
  build: { ...pagesConfig.build, ...(command === 'build' && { rolldownOptions: { output: await startedTogether() } }) },
  server: { proxy: { '/api': { target: api, ws: true } } },
  preview: { proxy: { '/api': { target: api, ws: true } } },
}));

/** Hashes of seven characters: the first files name hundreds of others, and a hash does not compress. */
const FILE_NAMES = {
  entryFileNames: 'assets/[name]-[hash:7].js',
  chunkFileNames: 'assets/[name]-[hash:7].js',
  assetFileNames: 'assets/[name]-[hash:7][extname]',
} satisfies Rolldown.OutputOptions;

/**
 * Modules with which the same applications start are one file. The bundler by itself makes one for every set of pages that
 * use a module, some forty for the start of the cabinet, most below 1 kB; each is a request, and HTTP/1.1 sends six at
 * once. No application starts with more than before, because each starts with all modules of the file or with none. The
 * files import each other in no circle: what a module imports is started with by at least the same applications.
 */
async function startedTogether(): Promise<Rolldown.OutputOptions> {
  const files = await filesOfModules();
  const name = (id: string): string | null => files.get(id) ?? null;
  const groups = [{ name, debugName: 'started' }];
  return { ...FILE_NAMES, codeSplitting: { includeDependenciesRecursively: false, groups } };
}

/** The file of each module with which an application starts, by what the bundler makes of the pages by itself. */
async function filesOfModules(): Promise<ReadonlyMap<string, string>> {
  const PAGE = 'page';
  const OF_BUNDLER = '\0rolldown/';
  const chunks = chunksOf(await bundleInMemory());
  const startedBy = new Map<Rolldown.OutputChunk, string[]>();
  for (const chunk of chunks) {
    const application = chunk.isEntry ? PAGE : /(?<!\w)(\w+)-app\.tsx$/.exec(chunk.facadeModuleId ?? '')?.[1];
    if (application === undefined) continue;
    for (const one of closureOf(chunks, [chunk.fileName]))
      startedBy.set(one, [...(startedBy.get(one) ?? []), application]);
  }
  const names = new Map<string, string>();
  const files = new Map<string, string>();
  for (const [{ facadeModuleId, moduleIds }, applications] of startedBy) {
    // The first file of an application or a page is its own.
    if (facadeModuleId !== null) continue;
    // Code with which the page itself begins is there for every application.
    const group = applications.includes(PAGE) ? PAGE : applications.sort().join();
    const name = names.get(group) ?? `started-${String(names.size + 1)}`;
    names.set(group, name);
    for (const id of moduleIds) if (!id.startsWith(OF_BUNDLER)) files.set(id, name);
  }
  return files;
}

async function bundleInMemory(): Promise<Rolldown.OutputBundle> {
  const options = { write: false, minify: false, reportCompressedSize: false } as const;
  const { output } = (await build({
    ...pagesConfig,
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    build: { ...pagesConfig.build, ...options },
  })) as Rolldown.RolldownOutput;
  return Object.fromEntries(output.map((file) => [file.fileName, file]));
}

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
  return {
    name: 'pages',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const page = await fs.readFile(path.join(dir, 'index.html'), 'utf8');
      const chunks = chunksOf(bundle);
      for (const chunk of chunks) {
        const name = APPLICATION.exec(chunk.facadeModuleId ?? '')?.[1];
        if (name === undefined) continue;
        for (const language of LANGUAGES) {
          const words = new RegExp(`/generated/words/(?:shared|${name})/${language}\\.ts$`);
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

/** Chunks of these names with all that they import; `deeply`: also with what they may import later. */
function closureOf(
  chunks: readonly Rolldown.OutputChunk[],
  names: readonly string[],
  deeply = false,
): Set<Rolldown.OutputChunk> {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const found = new Set<Rolldown.OutputChunk>();
  const add = (added: readonly string[]): void => {
    for (const chunk of added.flatMap((name) => byName.get(name) ?? [])) {
      if (found.has(chunk)) continue;
      found.add(chunk);
      add(chunk.imports);
      if (deeply) add(chunk.dynamicImports);
    }
  };
  add(names);
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
  const APPLICATIONS = /\/src\/(?:cashier\/cashier-app|cabinet\/cabinet-app)\.tsx$/;
  const WORDS = /\/generated\/words\/(?:shared|cashier|cabinet)\//;
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
      const namesOf = (wanted: RegExp) =>
        chunks.filter(({ moduleIds }) => moduleIds.some((id) => wanted.test(id))).map(({ fileName }) => fileName);
      const entries = chunks.filter(({ isEntry, fileName }) => isEntry && fileName !== FILE);
      // The start page names every application, so only the files that it needs at once are kept.
      const started = closureOf(
        chunks,
        entries.map(({ fileName }) => fileName),
      );
      const kept = closureOf(chunks, [...namesOf(APPLICATIONS), ...namesOf(WORDS)], true);
      const files = filesOf([...started, ...kept]);
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

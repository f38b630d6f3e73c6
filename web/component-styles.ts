import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Plugin } from 'vite';

const WHOLE = createRequire(import.meta.url).resolve('@mantine/core/styles.css');
const FOLDER = path.join(path.dirname(WHOLE), 'styles');
/** Style sheets of no single component. Their layers come first, so that any component's styles win over them. */
const BASE = ['baseline', 'default-css-variables', 'global'];
/** Colours of the library's palette that no page uses. Their variables are a third of the first page's styles. */
const UNUSED = /--mantine-color-(?:pink|grape|violet|indigo|cyan|lime|yellow)-[\w-]+:[^;]+;\s*/g;

/**
 * Loads the styles of each component of Mantine with the component's code, instead of all styles with the first page. Each
 * component's styles are in a layer of their own, and the first page names the layers in the library's order, so it does not
 * matter which file arrives first. Our own styles are in no layer and win over all; our styles of elements are in the layer
 * `elements`, and those of components win over them.
 */
export function componentStyles(): Plugin {
  const CODE = /\/@mantine\/core\/esm\/.*\/(\w+)\.module\.mjs$/;
  let isBuild = false;
  return {
    name: 'component-styles',
    enforce: 'pre',
    configResolved: ({ command }) => void (isBuild = command === 'build'),
    load(id) {
      if (id === WHOLE) return wholeStyles(isBuild);
      const { dir, name } = path.parse(id);
      return dir === FOLDER && id.endsWith('.css') ? inLayer(name) : null;
    },
    transform(code, id) {
      const name = CODE.exec(id)?.[1];
      return name === undefined ? null : `import '@mantine/core/styles/${name}.css';\n${code}`;
    },
  };
}

/** The style sheet of the first page. The server of `npm run dev` bundles packages without this plugin, so there it has the styles of all components. */
function wholeStyles(isBuild: boolean): string {
  const whole = fs.readFileSync(WHOLE, 'utf8');
  const names = fs.readdirSync(FOLDER).flatMap((file) => /^([\w-]+)\.css$/.exec(file)?.[1] ?? []);
  const components = names
    .filter((name) => !BASE.includes(name))
    .map((name) => ({ name, at: whole.indexOf(stylesOf(name)) }))
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name);
  const order = `@layer ${[...BASE.map(layerOf), 'elements', ...components.map(layerOf)].join(', ')};`;
  return [order, ...[...BASE, ...(isBuild ? [] : components)].map(inLayer)].join('\n');
}

const layerOf = (name: string): string => `mantine-${name}`;
const stylesOf = (name: string): string => fs.readFileSync(path.join(FOLDER, `${name}.css`), 'utf8').trim();
const inLayer = (name: string): string => `@layer ${layerOf(name)} {\n${stylesOf(name).replaceAll(UNUSED, '')}\n}`;

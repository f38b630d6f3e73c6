import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Plugin } from 'vite';

const WHOLE = createRequire(import.meta.url).resolve('@mantine/core/styles.css');
const FOLDER = path.join(path.dirname(WHOLE), 'styles');
/** What applies to no component stands beneath all of them. */
const BASE = ['baseline', 'default-css-variables', 'global'];

/**
 * The styles of a component of Mantine come with its code, in place of all styles with the first page. Each component has a
 * layer, and the layers stand in the library's order, whichever file arrives first. The page's own styles stand in no layer
 * and so above them; those for elements are in the layer `elements`, beneath.
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

/** A server for developers has its packages bundled before, so it takes all components. */
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
const inLayer = (name: string): string => `@layer ${layerOf(name)} {\n${stylesOf(name)}\n}`;

import { readFileSync } from 'node:fs';

interface Document {
  readonly paths: object;
  readonly components: Readonly<Record<string, object>>;
}

/** All calls that a server has, as one document: those of the platform and of earlier systems, as the build has written them. */
export function readAllCalls(): Document {
  const [platform, earlier] = ['dist/openapi.json', 'dist/openapi-earlier.json'].map(
    (file) => JSON.parse(readFileSync(file, 'utf8')) as Document,
  ) as [Document, Document];
  const kinds = Object.keys({ ...platform.components, ...earlier.components });
  return {
    ...platform,
    paths: { ...platform.paths, ...earlier.paths },
    components: Object.fromEntries(
      kinds.map((kind) => [kind, { ...platform.components[kind], ...earlier.components[kind] }]),
    ),
  };
}

// Writes what is compared of a released OpenAPI document: calls and schemas without their texts, one a line.

const TEXTS = new Set(['description', 'summary', 'title', 'example', 'examples', 'tags', 'externalDocs']);
/** Members whose names are chosen by us, so that a field called `title` is kept. */
const NAMED = new Set(['properties', '$defs', 'schemas', 'parameters', 'responses', 'headers', 'content']);

/** @returns {string} JSON with a line for each path and each component */
export function writeBaseline({ openapi, paths, components }) {
  const { schemas = {}, parameters = {}, responses = {}, headers = {} } = components ?? {};
  const parts = Object.entries({ schemas, parameters, responses, headers }).map(
    ([name, members]) => `${JSON.stringify(name)}: {\n${lines(members)}\n}`,
  );
  const text = `{\n"openapi": ${JSON.stringify(openapi)},\n"paths": {\n${lines(paths)}\n},\n"components": {\n${parts.join(',\n')}\n}\n}\n`;
  JSON.parse(text);
  return text;
}

function lines(members) {
  return Object.entries(members)
    .map(([name, member]) => `${JSON.stringify(name)}: ${JSON.stringify(withoutTexts(member))}`)
    .join(',\n');
}

function withoutTexts(value, isNamed = false) {
  if (Array.isArray(value)) return value.map((part) => withoutTexts(part));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => isNamed || !TEXTS.has(key))
      .map(([key, part]) => [key, withoutTexts(part, NAMED.has(key) && !Array.isArray(part))]),
  );
}

#!/usr/bin/env node
// Writes the manifests of deploy/kubernetes from the chart of deploy/helm, for those who use no Helm:
// node scripts/chart.mjs. It knows the part of Helm's template language that the chart uses.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { projectRoot } from './start/files.mjs';

const CHART = path.join(projectRoot, 'deploy', 'helm', 'loyalty-platform');
export const PLAIN = path.join(projectRoot, 'deploy', 'kubernetes');
const RELEASE = 'loyalty';

/** The manifests by file, as `helm template` would print them. */
export function renderChart(values = {}, folderOfChart = CHART) {
  const chart = parse(fs.readFileSync(path.join(folderOfChart, 'Chart.yaml'), 'utf8'));
  const defaults = parse(fs.readFileSync(path.join(folderOfChart, 'values.yaml'), 'utf8'));
  const data = {
    Values: merge(defaults, values),
    Release: { Name: RELEASE },
    Chart: { AppVersion: chart.appVersion },
  };
  const folder = path.join(folderOfChart, 'templates');
  const templates = new Map();
  const read = (file) => parseTemplate(fs.readFileSync(path.join(folder, file), 'utf8'), templates);
  read('_helpers.tpl');
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  const rendered = files.sort().map((file) => [file, write(read(file), { data, variables: {}, templates })]);
  return Object.fromEntries(rendered.filter(([, text]) => text.trim() !== ''));
}

function merge(defaults, given) {
  if (given === undefined) return defaults;
  if (!isMap(defaults) || !isMap(given)) return given;
  const keys = new Set([...Object.keys(defaults), ...Object.keys(given)]);
  return Object.fromEntries([...keys].map((key) => [key, merge(defaults[key], given[key])]));
}

function isMap(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns the nodes of a template; those that it defines go into `templates` */
function parseTemplate(text, templates) {
  const parts = text.split(/(\{\{[^{}]*\}\})/);
  const tokens = parts.map((part, place) => {
    if (place % 2 === 1) return { code: part.replace(/^\{\{-?|-?\}\}$/g, '').trim() };
    const before = parts[place - 1]?.endsWith('-}}') ? part.trimStart() : part;
    return { text: parts[place + 1]?.startsWith('{{-') ? before.trimEnd() : before };
  });
  return nodesOf(tokens, templates);
}

function nodesOf(tokens, templates) {
  const nodes = [];
  while (tokens.length > 0) {
    const [{ text, code }] = tokens;
    const [word, ...rest] = (code ?? '').split(' ');
    if (word === 'end' || word === 'else') return nodes;
    tokens.shift();
    if (code === undefined) nodes.push({ text });
    else if (word === 'define' || word === 'if' || word === 'range') {
      const body = nodesOf(tokens, templates);
      const otherwise = tokens[0]?.code === 'else' ? (tokens.shift(), nodesOf(tokens, templates)) : [];
      if (tokens.shift()?.code !== 'end') throw new Error(`no end of {{ ${code} }}`);
      if (word === 'define') templates.set(JSON.parse(rest[0]), body);
      else nodes.push({ word, expression: rest.join(' '), body, otherwise });
    } else nodes.push({ expression: code });
  }
  return nodes;
}

function write(nodes, scope) {
  return nodes
    .map(({ text, word, expression, body, otherwise }) => {
      if (text !== undefined) return text;
      if (word === 'if') return write(isTrue(evaluate(expression, scope)) ? body : otherwise, scope);
      if (word !== 'range') return String(evaluate(expression, scope));
      const [, name, value, list] = /^\$(\w+), \$(\w+) := (.*)$/.exec(expression);
      return Object.entries(evaluate(list, scope))
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map((entry) =>
          write(body, { ...scope, variables: { ...scope.variables, [name]: entry[0], [value]: entry[1] } }),
        )
        .join('');
    })
    .join('');
}

function isTrue(value) {
  return isMap(value) || Array.isArray(value) ? Object.keys(value).length > 0 : Boolean(value);
}

/** A pipeline: each stage gets the value of the previous stage as its last argument. */
function evaluate(pipeline, scope) {
  const words = pipeline.match(/\((?:[^()]*)\)|"[^"]*"|[^\s|]+|\|/g);
  const stages = [[]];
  for (const word of words)
    if (word === '|') stages.push([]);
    else stages.at(-1).push(word);
  return stages.reduce((piped, [first, ...rest], place) => {
    const values = rest.map((word) => valueOf(word, scope));
    if (place > 0) values.push(piped);
    return Object.hasOwn(FUNCTIONS, first) ? FUNCTIONS[first](scope, ...values) : valueOf(first, scope);
  }, undefined);
}

function valueOf(word, scope) {
  if (word.startsWith('(')) return evaluate(word.slice(1, -1), scope);
  if (word.startsWith('"')) return JSON.parse(word);
  if (/^\d+$/.test(word)) return Number(word);
  if (word === '.') return scope.data;
  const [from, ...keys] = word.startsWith('$') ? word.slice(1).split('.') : ['', ...word.slice(1).split('.')];
  const value = keys.reduce((map, key) => map?.[key], from === '' ? scope.data : scope.variables[from]);
  if (value === undefined) throw new Error(`the chart has no value ${word}`);
  return value;
}

const FUNCTIONS = {
  include: (scope, name) => write(scope.templates.get(name), scope).trim(),
  indent: (_, count, text) =>
    text
      .split('\n')
      .map((line) => ' '.repeat(count) + line)
      .join('\n'),
  toYaml: (_, value) => stringify(value).trimEnd(),
  quote: (_, value) => JSON.stringify(String(value)),
  default: (_, otherwise, value) => (isTrue(value) ? value : otherwise),
  printf: (_, format, ...values) => values.reduce((text, value) => text.replace('%s', value), format),
  not: (_, value) => !isTrue(value),
  eq: (_, one, other) => one === other,
  gt: (_, one, other) => one > other,
  add: (_, one, other) => Number(one) + Number(other),
  int: (_, value) => Number(value),
};

/** The plain manifests by file, with a list of them for Kustomize. */
export function plainManifests() {
  const files = renderChart();
  const list = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: Object.keys(files) };
  files['kustomization.yaml'] = stringify(list);
  const note =
    '# Written by scripts/chart.mjs from deploy/helm. Change the values there, or lay a Kustomize overlay on it.\n';
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [file, note + text]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  fs.mkdirSync(PLAIN, { recursive: true });
  for (const [file, text] of Object.entries(plainManifests())) fs.writeFileSync(path.join(PLAIN, file), text);
}

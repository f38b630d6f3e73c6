#!/usr/bin/env node
// Networks on cells, on paper: node test/performance/placement.mjs [--networks 10000] [--guests 100000000] [--visits 4] [--years 3]
// [--cores 16] [--disk 4] simulates a year, hour by hour, from the measured cost of a visit (docs/scaling.md) and the disk of a sale
// (docs/runbook.md), and prints how many cells there are, how full the fullest is and how many networks move. `--visits` are those
// of a guest in a month, `--years` the history that is kept, `--cores` and `--disk` (terabytes) one cell's PostgreSQL. The same seed
// gives the same year.
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    networks: { type: 'string', default: '10000' },
    guests: { type: 'string', default: '100000000' },
    visits: { type: 'string', default: '4' },
    years: { type: 'string', default: '3' },
    cores: { type: 'string', default: '16' },
    disk: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
  },
});
const [networkCount, guestCount, visitsOfMonth, years, cores, terabytes, seed] = [
  'networks',
  'guests',
  'visits',
  'years',
  'cores',
  'disk',
  'seed',
].map((name) => Number(values[name]));

/** Measured: processor of PostgreSQL for a look-up, a quote and a sale; disk of a sale with its indexes, event and seal. */
const VISIT_MS = 0.66;
const SALE_BYTES = 2_800;
const DISK_BYTES = terabytes * 1e12;
/** Cells are kept below this share of their cores and disk; a new one is filled up to the next value. */
const MOST = 0.6;
const FILLED = 0.5;
/** Assumed: how the visits of a day spread over its hours, for a lunch and a longer evening. */
const HOURS = [0, 0, 0, 0, 0, 0, 1, 3, 4, 3, 3, 5, 10, 11, 7, 4, 4, 6, 10, 12, 9, 5, 2, 1];
/** Assumed: Friday and Saturday are busier; the mean is 1. */
const WEEKDAYS = [0.85, 0.85, 0.9, 0.95, 1.2, 1.3, 0.95];
/** Assumed: the shares of the networks' time zones, in hours from UTC. */
const ZONES = { '-8': 10, '-6': 10, '-5': 15, '-3': 5, 0: 10, 1: 15, 3: 15, 5: 5, 7: 5, 8: 5, 9: 5 };
/** Assumed: a network grows by 1 % a week on average, with this spread; each has a day of five times its visits twice a year. */
const GROWTH = 0.01;
const SPREAD = 0.03;
const HOT_DAYS_OF_YEAR = 2;
const HOT_TIMES = 5;
const WEEKS = 52;
const HOUR_SECONDS = 3_600;
const ALL_HOURS = HOURS.reduce((a, b) => a + b, 0);

const random = seeded(seed);
const networks = makeNetworks();
const cells = place(networks);
console.log(
  `${terabytes} TB and ${cores} cores a cell, ${visitsOfMonth} visits of a guest in a month, history of ${years} years`,
);
console.log(`| | |\n|---|--:|`);
row(
  'sales a day',
  networks.reduce((sum, { visitsOfDay }) => sum + visitsOfDay, 0),
);
row('history, TB', networks.reduce((sum, { bytes }) => sum + bytes, 0) / 1e12);
row('visits a second at the busiest hour of a Saturday', coresAt(networks, 5, 1) / (VISIT_MS / 1_000));
row('cells at the begin', cells.length);
row('of these for one network alone', cells.filter(({ isOwn }) => isOwn).length);
row('disk that the largest network takes of one cell', shareOf(networks[0].bytes / DISK_BYTES));
live();
lose();

/** Sizes by Zipf's law: the nth has 1/n of the guests of the first (Axtell, "Zipf Distribution of U.S. Firm Sizes", Science 293, 2001). */
function makeNetworks() {
  const ranks = Array.from({ length: networkCount }, (_, n) => n + 1);
  const sum = ranks.reduce((total, rank) => total + 1 / rank, 0);
  return ranks.map((rank) => {
    const visitsOfDay = ((guestCount / rank / sum) * visitsOfMonth * 12) / 365;
    return { visitsOfDay, bytes: visitsOfDay * 365 * years * SALE_BYTES, zone: zoneOf(random()), isHot: false };
  });
}

/** The fewest cells, each filled as a new one may be, the largest network first; one that is larger has a cell of its own. */
function place(all) {
  const [own, others] = [[], []];
  for (const network of all) (fullnessOf([network]) > FILLED ? own : others).push(network);
  for (let count = Math.max(1, Math.ceil(fullnessOf(others) / FILLED)); ; count += 1) {
    const shared = Array.from({ length: count }, () => ({ networks: [], isOwn: false, fullness: 0 }));
    for (const network of others) put(network, emptiestOf(shared));
    if (shared.every(({ fullness }) => fullness <= FILLED))
      return [
        ...shared,
        ...own.map((network) => ({ networks: [network], isOwn: true, fullness: fullnessOf([network]) })),
      ];
  }
}

/** Simulates a year by weeks. Once a week cells that are too full move networks away. */
function live() {
  const most = { disk: 0, cores: 0, moves: 0, terabytes: 0 };
  let moves = 0;
  let added = 0;
  for (let week = 0; week < WEEKS; week += 1) {
    for (let day = 0; day < 7; day += 1) {
      for (const network of networks) network.isHot = random() < HOT_DAYS_OF_YEAR / 365;
      for (const cell of shared()) most.cores = Math.max(most.cores, coresAt(cell.networks, day, HOT_TIMES) / cores);
    }
    for (const network of networks) {
      network.visitsOfDay *= 1 + GROWTH + SPREAD * normal();
      network.bytes += network.visitsOfDay * 7 * SALE_BYTES - network.bytes / (52 * years);
    }
    for (const cell of cells) cell.fullness = fullnessOf(cell.networks);
    for (const { fullness } of shared()) most.disk = Math.max(most.disk, fullness);
    const done = rebalance();
    moves += done.moves;
    added += done.added;
    most.moves = Math.max(most.moves, done.moves);
    most.terabytes = Math.max(most.terabytes, done.bytes / 1e12);
  }
  row('cells after a year', cells.length);
  row('added in the year', added);
  row('networks moved in a week, mean', (moves / WEEKS).toFixed(1));
  row('networks moved in the fullest week', most.moves);
  row('history moved in that week at most, TB', most.terabytes.toFixed(1));
  row('disk of the fullest shared cell', shareOf(most.disk));
  row('cores of the fullest shared cell, hot days in', shareOf(most.cores));
  row(
    'disk of the fullest cell of one network',
    shareOf(Math.max(0, ...cells.filter(({ isOwn }) => isOwn).map(({ fullness }) => fullness))),
  );
}

/** Moves the hottest network of the fullest cell to the emptiest one that has room, until none is too full. */
function rebalance() {
  const done = { moves: 0, added: 0, bytes: 0 };
  for (;;) {
    const fullest = shared().reduce((a, b) => (b.fullness > a.fullness ? b : a));
    if (fullest.fullness < MOST) return done;
    const target = emptiestOf(shared());
    const hottest = [...fullest.networks].sort((a, b) => fullnessOf([b]) - fullnessOf([a]));
    const network = hottest.find((each) => target.fullness + fullnessOf([each]) < MOST - (MOST - FILLED) / 2);
    if (network === undefined) {
      cells.push({ networks: [], isOwn: false, fullness: 0 });
      done.added += 1;
      continue;
    }
    fullest.networks.splice(fullest.networks.indexOf(network), 1);
    fullest.fullness = fullnessOf(fullest.networks);
    put(network, target);
    done.moves += 1;
    done.bytes += network.bytes;
  }
}

/** The fullest shared cell is lost with its replicas, and its networks are read from their backups into the others. */
function lose() {
  const lost = shared().reduce((a, b) => (b.fullness > a.fullness ? b : a));
  cells.splice(cells.indexOf(lost), 1);
  row('networks of a cell that is lost', shareOf(lost.networks.length / networks.length));
  row('its history, TB', (lost.networks.reduce((sum, { bytes }) => sum + bytes, 0) / 1e12).toFixed(1));
  if (shared().length === 0) return;
  for (const network of lost.networks) put(network, emptiestOf(shared()));
  row(
    'disk of the fullest other cell once it has taken its share',
    shareOf(Math.max(...shared().map(({ fullness }) => fullness))),
  );
}

function shared() {
  return cells.filter(({ isOwn }) => !isOwn);
}

function emptiestOf(some) {
  return some.reduce((a, b) => (b.fullness < a.fullness ? b : a));
}

function put(network, cell) {
  cell.networks.push(network);
  cell.fullness += fullnessOf([network]);
}

/** The share of a cell that networks take: of its disk, or of its cores on a Saturday where these are fuller. */
function fullnessOf(some) {
  const bytes = some.reduce((sum, network) => sum + network.bytes, 0);
  return Math.max(bytes / DISK_BYTES, coresAt(some, 5, 1) / cores);
}

/** Cores at the busiest hour of a day, on which hot networks sell so many times the usual. */
function coresAt(some, day, hotTimes) {
  const hours = new Array(24).fill(0);
  for (const { visitsOfDay, zone, isHot } of some) {
    const visits = visitsOfDay * WEEKDAYS[day] * (isHot ? hotTimes : 1);
    for (let hour = 0; hour < 24; hour += 1) hours[(hour - zone + 24) % 24] += (visits * HOURS[hour]) / ALL_HOURS;
  }
  return (Math.max(...hours) / HOUR_SECONDS) * (VISIT_MS / 1_000);
}

function zoneOf(share) {
  let left = share * Object.values(ZONES).reduce((a, b) => a + b, 0);
  for (const [zone, weight] of Object.entries(ZONES)) if ((left -= weight) < 0) return Number(zone);
  throw new Error('the shares do not add up');
}

/** Box and Muller. */
function normal() {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** mulberry32 */
function seeded(from) {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shareOf(share) {
  return `${Math.round(share * 100)} %`;
}

function row(what, figure) {
  console.log(`| ${what} | ${typeof figure === 'number' ? Math.round(figure).toLocaleString('en') : figure} |`);
}

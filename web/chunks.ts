import { parseSync, type Rolldown } from 'vite';

type FindModule = (id: string) => Rolldown.ModuleInfo | null;

/** The file with which every application starts. */
const PAGE = 'page';
/** What follows a sign-in at once. */
const INSIDE = 'inside';

/** The applications that people use every day; those of one visit share no file with them but the first. */
const APPLICATIONS = ['cabinet', 'cashier', 'admin', 'owner'];

const WORDS = 'words';

/** Pages that need one of these packages are apart from pages that don't. */
const LARGE = { charts: '/node_modules/recharts/', conditions: '/node_modules/react-querybuilder/' };

/** Folders of the console whose pages people open one after another; the other pages are together in `settings`. */
const AREAS = {
  [INSIDE]: ['frame', 'today'],
  guests: ['guests', 'receipts', 'cases', 'fraud', 'feedback'],
  offers: ['campaigns', 'automations', 'messages', 'segments', 'referrals', 'rewards', 'games', 'gift-cards'],
  programs: ['programs'],
  figures: ['analytics', 'reports', 'liability', 'settlements', 'ui'],
};

/**
 * Makes the function that names the file of each module. Code that is fetched at one moment is one file; code of several
 * moments is in the file of the earliest, or in a common one. The bundler by itself makes a file for every set of pages that
 * use a module, some four hundred. A module is fetched at least at the moments of those that import it, so files import
 * each other in no circle.
 *
 * @param page the id of the module with which the page begins
 */
export function nameChunks(page: string): Rolldown.CodeSplittingNameFunction {
  let moments: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  return (id, context) => {
    moments ??= momentsOf(page, (module) => context.getModuleInfo(module));
    // An index that only passes names on is fetched with those who import it.
    const importers = context.getModuleInfo(id)?.importers ?? [];
    const found = moments.get(id) ?? new Set(importers.flatMap((importer) => [...(moments?.get(importer) ?? [])]));
    return found.size === 0 ? null : fileOf([...found]);
  };
}

/** Null: the bundler decides. */
function fileOf(moments: readonly string[]): string | null {
  const applications = new Set(moments.map((moment) => moment.split('-')[0] ?? ''));
  const [application = ''] = applications;
  const isOfOne = applications.size === 1;
  const started = moments.filter((moment) => !moment.includes('-'));
  if (started.length > 0 && isOfOne) return application;
  // A guest needs nothing with which only the staff's applications start.
  if (started.length > 0) return started.includes('cabinet') || started.includes(PAGE) ? PAGE : 'staff';
  // Words of a language are a file as they are.
  if (isOfOne && application === WORDS) return null;
  if (moments.length === 1) return moments.join();
  if (isOfOne && moments.includes(`${application}-${INSIDE}`)) return `${application}-${INSIDE}`;
  const shared = isOfOne ? application : 'common';
  const large = largeOf(moments);
  if (large !== undefined || isOfOne) return `${shared}-${large ?? 'pages'}`;
  // The till is the quickest of all, so it shares only what its own screen needs.
  const inside = APPLICATIONS.filter((name) => moments.includes(`${name}-${INSIDE}`));
  const isOfOffice = inside.includes('admin') || inside.includes('owner');
  if (inside.includes('cashier')) return inside.length === 1 ? 'common-cashier' : `common-${INSIDE}`;
  return ['common', ...(inside.includes('cabinet') ? ['cabinet'] : []), ...(isOfOffice ? ['office'] : [])].join('-');
}

/** The large package that each of these moments needs, or all of them where each needs one. */
function largeOf(moments: readonly string[]): string | undefined {
  const names = Object.keys(LARGE);
  const common = names.find((name) => moments.every((moment) => moment.includes(name)));
  const each = moments.every((moment) => names.some((name) => moment.includes(name)));
  return common ?? (each ? names.join('-') : undefined);
}

/** The moments at which each module is fetched: `cashier` is the start of that application, `admin-guests` a part of one. */
function momentsOf(page: string, find: FindModule): ReadonlyMap<string, ReadonlySet<string>> {
  const imports = new Imports(find);
  const moments = new Map<string, Set<string>>();
  const roots = new Set([page]);
  for (const root of roots) {
    const modules = new Set(imports.all(root));
    for (const id of modules) for (const imported of imports.of(id)) modules.add(imported);
    const moment = root === page ? PAGE : momentOf(root, [...modules]);
    for (const id of modules) {
      moments.set(id, (moments.get(id) ?? new Set()).add(moment));
      for (const later of find(id)?.dynamicallyImportedIds ?? []) roots.add(later);
    }
  }
  return moments;
}

/** The moment of a module that is fetched by itself, with all that it imports. */
function momentOf(root: string, modules: readonly string[]): string {
  const [, at = '', name = 'library'] = /\/src\/(?:(.+)\/)?([^/]+)\.\w+$/.exec(root) ?? [];
  const [application = '', ...folders] = at.split('/');
  if (application === 'generated') return `${WORDS}-${name}`;
  if (!APPLICATIONS.includes(application)) return `parts-${name}`;
  if (folders.length === 0) return name === `${application}-app` ? application : `${application}-${INSIDE}`;
  const area =
    Object.entries(AREAS).find(([, areas]) => folders.some((folder) => areas.includes(folder)))?.[0] ?? 'settings';
  const large = Object.entries(LARGE).flatMap(([large, folder]) =>
    modules.some((id) => id.includes(folder)) ? [large] : [],
  );
  return [application, application === 'admin' ? area : 'pages', ...large].join('-');
}

/** A name of another module; undefined: all of its names. */
interface Source {
  readonly id: string;
  readonly name: string | undefined;
}

interface Names {
  readonly imported: readonly Source[];
  readonly own: ReadonlySet<string | undefined>;
  /** Names of others that the module passes on, by its name for each. */
  readonly passed: ReadonlyMap<string | undefined, Source>;
  /** Modules of which it passes on every name. */
  readonly passedWhole: readonly string[];
}

/**
 * What modules import, without what is only passed on: the index of a library names all of its components, and a page needs
 * those that it uses.
 */
class Imports {
  private readonly read = new Map<string, Names>();

  constructor(private readonly find: FindModule) {}

  of(id: string): readonly string[] {
    return this.namesOf(id).imported.flatMap((source) => this.reached(source));
  }

  /** A module whose names are all imported. */
  all(id: string): readonly string[] {
    const { passed, passedWhole } = this.namesOf(id);
    const sources = [...passed.values(), ...passedWhole.map((whole) => ({ id: whole, name: undefined }))];
    return [id, ...sources.flatMap((source) => this.reached(source))];
  }

  private reached(source: Source): readonly string[] {
    return source.name === undefined ? this.all(source.id) : [this.origin(source) ?? source.id];
  }

  /** The module that has a name itself; undefined: it is not found. */
  private origin({ id, name }: Source): string | undefined {
    const { own, passed, passedWhole } = this.namesOf(id);
    const source = passed.get(name);
    if (source !== undefined) return (source.name === undefined ? undefined : this.origin(source)) ?? source.id;
    if (own.has(name)) return id;
    return passedWhole.map((whole) => this.origin({ id: whole, name })).find((origin) => origin !== undefined);
  }

  private namesOf(id: string): Names {
    const names = this.read.get(id) ?? this.readNames(id);
    this.read.set(id, names);
    return names;
  }

  private readNames(id: string): Names {
    const { code, importedIds = [] } = this.find(id) ?? {};
    const { staticImports, staticExports } = parseSync(`${id}.js`, code ?? '').module;
    const exported = staticExports.flatMap(({ entries }) => entries);
    const requests = [...staticImports, ...exported].flatMap(({ moduleRequest }) => moduleRequest ?? []);
    const values = new Set(requests.sort((a, b) => a.start - b.start).map(({ value }) => value));
    // Ids stand in the order in which the code names the modules; behind them those that the bundler adds or finds by `require`.
    const ids = new Map([...values].map((value, at) => [value, importedIds[at] ?? '']));
    const idOf = ({ value }: { readonly value: string }): string => ids.get(value) ?? '';
    const imported = staticImports.flatMap(({ moduleRequest, entries }) => {
      const names = entries.length === 0 ? [undefined] : entries.map(({ importName }) => nameOf(importName));
      return names.map((name) => ({ id: idOf(moduleRequest), name }));
    });
    const added = importedIds.slice(values.size).map((one) => ({ id: one, name: undefined }));
    const own = exported.filter(({ moduleRequest }) => moduleRequest === null);
    const passed = exported.flatMap(({ moduleRequest, importName, exportName }) =>
      moduleRequest === null || exportName.kind === 'None'
        ? []
        : [[nameOf(exportName), { id: idOf(moduleRequest), name: nameOf(importName) }] as const],
    );
    const whole = exported.flatMap(({ moduleRequest, exportName }) =>
      moduleRequest !== null && exportName.kind === 'None' ? [idOf(moduleRequest)] : [],
    );
    return {
      imported: [...imported, ...added],
      own: new Set(own.map(({ exportName }) => nameOf(exportName))),
      passed: new Map(passed),
      passedWhole: whole,
    };
  }
}

function nameOf({ kind, name }: { readonly kind: string; readonly name: string | null }): string | undefined {
  return kind === 'Default' ? 'default' : (name ?? undefined);
}

import { parseSync, type Rolldown } from 'vite';

type FindModule = (id: string) => Rolldown.ModuleInfo | null;

/** Names the file of the modules with which every application starts. */
const PAGE = 'page';
/** Names the files of the screens that a person sees right after the sign-in. */
const INSIDE = 'inside';

/** The applications that people use every day. The others, used once, such as the sign-up, share only the file `page` with them. */
const APPLICATIONS = ['cabinet', 'cashier', 'admin', 'owner'];

const WORDS = 'words';

/** Large packages, by their folders. Pages that import one are in another file than pages that import none. */
const LARGE = {
  charts: '/node_modules/recharts/',
  conditions: '/node_modules/react-querybuilder/',
  dates: '/node_modules/@mantine/dates/',
};

/**
 * Folders of the console by the file of their pages: a person opens pages of one area one after another. Pages of other folders are in `settings`.
 * Those of `inside` count for every application.
 */
const AREAS = {
  [INSIDE]: ['frame', 'today', 'card'],
  guests: ['guests', 'receipts', 'cases', 'fraud', 'feedback'],
  offers: ['campaigns', 'automations', 'messages', 'segments', 'referrals', 'rewards', 'games', 'gift-cards'],
  programs: ['programs'],
  figures: ['analytics', 'reports', 'liability', 'settlements'],
};

/**
 * Makes the function that tells the bundler the file of each module, by the moments at which a browser fetches the module.
 * Modules of one moment are in one file; a module of several moments is in the file of the earliest, or in a common one. The
 * bundler by itself makes a file for every set of pages that use a module, some four hundred. A module has all moments of
 * the modules that import it, so files import each other in no circle.
 *
 * @param page the id of the module with which the page begins
 */
export function nameChunks(page: string): Rolldown.CodeSplittingNameFunction {
  let moments: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  return (id, context) => {
    moments ??= momentsOf(page, (module) => context.getModuleInfo(module));
    // A module that only exports names of other modules has the moments of the modules that import it.
    const importers = context.getModuleInfo(id)?.importers ?? [];
    const found = moments.get(id) ?? new Set(importers.flatMap((importer) => [...(moments?.get(importer) ?? [])]));
    return found.size === 0 ? null : fileOf([...found]);
  };
}

/** The file of a module by its moments; null: the bundler chooses it. */
function fileOf(moments: readonly string[]): string | null {
  const applications = new Set(moments.map((moment) => moment.split('-')[0] ?? ''));
  const [application = ''] = applications;
  const isOfOne = applications.size === 1;
  const started = moments.filter((moment) => !moment.includes('-'));
  if (started.length > 0 && isOfOne) return application;
  // A guest's browser does not fetch what only the staff's applications need.
  if (started.length > 0) return applications.has('cabinet') || started.includes(PAGE) ? PAGE : 'staff';
  // The bundler makes a file for the words of each language and application.
  if (isOfOne && application === WORDS) return null;
  if (moments.length === 1) return moments.join();
  if (isOfOne && moments.includes(`${application}-${INSIDE}`)) return `${application}-${INSIDE}`;
  const shared = isOfOne ? application : 'common';
  const large = largeOf(moments);
  if (large !== undefined || isOfOne) return `${shared}-${large ?? 'pages'}`;
  // The till has to open the quickest, so it fetches no file with modules that its own screen does not need.
  const inside = APPLICATIONS.filter((name) => moments.includes(`${name}-${INSIDE}`));
  const isOfOffice = inside.includes('admin') || inside.includes('owner');
  if (inside.includes('cashier')) return inside.length === 1 ? 'common-cashier' : `common-${INSIDE}`;
  return ['common', ...(inside.includes('cabinet') ? ['cabinet'] : []), ...(isOfOffice ? ['office'] : [])].join('-');
}

/** The large package that all of these moments fetch; the names of all large packages where each moment fetches one of them; else undefined. */
function largeOf(moments: readonly string[]): string | undefined {
  const names = Object.keys(LARGE);
  const common = names.find((name) => moments.every((moment) => moment.includes(name)));
  const each = moments.every((moment) => names.some((name) => moment.includes(name)));
  return common ?? (each ? names.join('-') : undefined);
}

/** The moments at which each module is fetched. `cashier`: when that application starts; `admin-guests`: when a person opens a page of that area. */
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

/** The moment at which an `import()` fetches this module with all that it imports. */
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
  return [application, application === 'admin' || area === INSIDE ? area : 'pages', ...large].join('-');
}

/** A name that is imported from another module; undefined: all of its names. */
interface Source {
  readonly id: string;
  readonly name: string | undefined;
}

interface Names {
  readonly imported: readonly Source[];
  readonly own: ReadonlySet<string | undefined>;
  /** Names of other modules that this one exports, by the name under which it does. */
  readonly passed: ReadonlyMap<string | undefined, Source>;
  /** Modules of which it exports every name. */
  readonly passedWhole: readonly string[];
}

/**
 * The modules that a module imports, each name followed to the module that defines it. So a page that imports one component
 * from the index of a library imports that component, and not all that the index exports.
 */
class Imports {
  private readonly read = new Map<string, Names>();

  constructor(private readonly find: FindModule) {}

  of(id: string): readonly string[] {
    return this.namesOf(id).imported.flatMap((source) => this.reached(source));
  }

  /** The module and, where it exports names of others, the modules that define them. */
  all(id: string): readonly string[] {
    const { passed, passedWhole } = this.namesOf(id);
    const sources = [...passed.values(), ...passedWhole.map((whole) => ({ id: whole, name: undefined }))];
    return [id, ...sources.flatMap((source) => this.reached(source))];
  }

  private reached(source: Source): readonly string[] {
    return source.name === undefined ? this.all(source.id) : [this.origin(source) ?? source.id];
  }

  /** The module that defines a name; undefined: none does. */
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
    // `importedIds` lists the modules in the order of the code, and then those that the bundler added or found in a `require`.
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

/** What each layer may import besides itself; a layer that stands in no list imports nothing of ours. */
const DIRECTIONS = {
  typed: [],
  platform: ['typed'],
  decision: ['typed'],
  security: ['platform', 'typed'],
  configuration: ['platform', 'typed', 'security', 'decision'],
  identity: ['platform', 'typed', 'security', 'configuration', 'decision'],
  transactions: ['platform', 'typed', 'security', 'configuration', 'identity', 'decision'],
  marketing: ['platform', 'typed', 'security', 'configuration', 'identity', 'transactions', 'decision'],
  subscriptions: ['platform', 'typed', 'security', 'configuration', 'identity', 'transactions', 'decision'],
  integrations: [
    'typed',
    'platform',
    'security',
    'configuration',
    'identity',
    'transactions',
    'marketing',
    'subscriptions',
    'decision',
  ],
};
const LAYERS = Object.keys(DIRECTIONS);
/** Packages that the server loads by the setting EXTENSIONS. */
const EXTENSIONS = ['demo', 'compat'];
const WITH_DOORS = LAYERS.filter((layer) => layer !== 'platform' && layer !== 'typed');

const directionRules = LAYERS.map((layer) => {
  const forbidden = LAYERS.filter((other) => other !== layer && !DIRECTIONS[layer].includes(other));
  return {
    name: `${layer}-looks-one-way`,
    comment:
      `${layer} may import ${DIRECTIONS[layer].join(', ') || 'no other layer'}: ` +
      'who depends on whom is decided once, so that a layer can be understood and changed without those above it.',
    severity: 'error',
    from: { path: `^src/${layer}/` },
    to: { path: `^src/(${forbidden.join('|')})/` },
  };
});

/**
 * The rooms of each layer: a folder may import itself and the folders that are listed with it, so no circle can form.
 * An array is an order: each folder may import those before it.
 */
const ROOMS = {
  platform: [
    'settings',
    'extensions',
    'language',
    'problems',
    'telemetry',
    'clock',
    'memory',
    'database',
    'claims',
    'ids',
    'files',
    'http',
    'homes',
    'cli',
    'retries',
    'outbox',
    'retention',
    'queue',
    'spool',
    'cells',
    'health',
    'openapi',
    'doctor',
  ],
  security: [
    'principal',
    'rate-limits',
    'permissions',
    'audit',
    'second-person',
    'acting',
    'plan-limits',
    'api-keys',
    'secrets',
    'sessions',
    'authentication',
    'passwords',
    'personal-data',
    'messages',
    'second-factor',
    'owners',
    'roles',
    'staff',
    'providers',
    'sign-in',
    'till-sign-in',
    'saved-views',
  ],
  configuration: [
    'revisions',
    'pictures',
    'message-texts',
    'program-document',
    'campaign-document',
    'reward-document',
    'network-profile',
    'snapshots',
    'picture-uploads',
    'catalog',
    'programs',
    'campaigns',
    'message-templates',
    'restaurants',
    'restaurant-groups',
    'networks',
    'domains',
    'look',
    'change-requests',
    'menu',
    'sandboxes',
  ],
  identity: [
    'ledger-ports',
    'referral-codes',
    'profiles',
    'cards',
    'cases',
    'children',
    'consents',
    'notifications',
    'referrals',
    'enrolment',
    'guests',
    'messages',
    'network-bots',
    'push-subscriptions',
    'guest-messages',
    'one-time-codes',
    'referral-invitations',
    'confirmations',
    'registration',
    'guest-sign-in',
    'phone-change',
    'reissued-cards',
  ],
  transactions: {
    jobs: [],
    ledger: ['jobs'],
    till: ['jobs', 'ledger'],
    replay: ['jobs', 'ledger', 'till'],
    accounts: ['jobs', 'ledger', 'till', 'replay'],
    rewards: ['jobs', 'ledger', 'till', 'replay'],
    gifts: ['jobs', 'ledger', 'till'],
    desk: ['jobs', 'ledger', 'till', 'replay', 'accounts', 'rewards'],
    books: ['jobs', 'ledger', 'replay'],
    figures: ['jobs', 'ledger', 'books'],
    whatif: ['jobs', 'ledger', 'till', 'replay'],
    watch: ['jobs', 'ledger', 'till'],
  },
  marketing: [
    'segments',
    'results',
    'campaigns',
    'message-preview',
    'staff-messages',
    'automations',
    'restores',
    'feedback',
    'leaderboards',
    'wheel',
  ],
  subscriptions: [
    'life',
    'plans',
    'limits',
    'invoices',
    'provider',
    'subscription',
    'payments',
    'refunds',
    'online',
    'metrics',
    'networks',
    'sign-up',
  ],
  integrations: [
    'shadow-receipts',
    'partners',
    'customers',
    'stream-events',
    'messaging',
    'connections',
    'inbox',
    'till-acts',
    'rkeeper',
    'iiko',
    'fiscal-operator',
    'events',
    'webhooks',
    'wallet',
    'event-socket',
    'kafka',
    'facts',
    'exports',
    'clickhouse',
    'privacy',
    'retention',
    'cabinet',
    'imports',
    'sandbox',
    'shadow',
    'archive',
    'network-move',
    'home-copies',
    'cells',
  ],
};

/** The same for the pages, where an application's folders are the parts of its screens. */
const PAGE_ROOMS = {
  shared: ['i18n', 'theme', 'icons', 'api', 'offline', 'network', 'format', 'pictures', 'ui', 'described', 'document'],
  entities: [
    'demo',
    'picture',
    'session',
    'one-time-code',
    'audit',
    'look',
    'staff',
    'network',
    'platform',
    'billing',
    'tier',
    'restaurant',
    'menu',
    'plan',
    'segment',
    'condition',
    'guest',
    'referral',
    'guest-file',
    'guest-account',
    'case',
    'feedback',
    'message',
    'family',
    'reward',
    'program',
    'campaign',
    'transaction',
    'several',
    'offline',
    'stamp-card',
    'redemption',
    'coupon',
    'gift-card',
    'wheel',
    'liability',
    'report',
    'shift',
    'outbox',
    'analytics',
    'automation',
    'fraud',
    'approval',
    'saved-view',
    'status',
    'document',
  ],
  'admin/guests': ['family', 'credentials', 'explain', 'guest', 'list', 'imports'],
  'admin/programs': ['version', 'sentences', 'editor', 'changes', 'backtests', 'search', 'in-force', 'list'],
  cashier: [
    'words',
    'keys',
    'keypad',
    'till',
    'offline',
    'strip',
    'find',
    'pin',
    'confirm',
    'rewards',
    'guest',
    'lines',
    'division',
    'gifts',
    'machine',
    'check',
    'slip',
    'done',
    'shift',
  ],
};

/** One level deeper: the folders of a room in their order. A type may be known upwards; a value may not. */
const INNER_ROOMS = {
  src: {
    decision: [
      'basics',
      'conditions',
      'act',
      'lots',
      'tiers',
      'spending',
      'stamps',
      'campaigns',
      'program',
      'sale',
      'refunds',
      'merges',
      'guests',
    ],
  },
  'src/platform': { http: ['catalogue', 'outgoing', 'idempotency'] },
  'src/configuration': { programs: ['drafts', 'no-regret', 'changes', 'publications'] },
  'src/marketing': { automations: ['document', 'runs', 'events'] },
  'src/transactions': {
    ledger: ['act', 'journal', 'claims', 'read', 'write'],
    accounts: [
      'acts',
      'blocking',
      'tiers',
      'families',
      'message-values',
      'referrals',
      'merges',
      'transfers',
      'warnings',
    ],
    rewards: ['redemptions', 'coupons', 'own-rewards'],
    desk: [
      'history',
      'shifts',
      'found-guest',
      'restaurant-guests',
      'activities',
      'quotes',
      'sales',
      'receipts',
      'payments',
      'reservations',
      'offline',
      'approvals',
      'simulation',
    ],
    books: ['seals', 'liability', 'settlements', 'verification', 'budgets'],
    figures: [
      'catalogue',
      'cohorts',
      'reports',
      'analytics',
      'breakdowns',
      'recount',
      'new-guests',
      'letter',
      'alerts',
      'questions',
    ],
    watch: ['kept', 'signals', 'facts', 'judging', 'review', 'one-person', 'cases', 'rules', 'job', 'past'],
    till: [
      'kinds',
      'spending',
      'sole-gifts',
      'decide',
      'batch',
      'balances',
      'family',
      'confirmation',
      'participants',
      'queue',
      'intake',
      'responses',
      'approvals',
      'expirations',
    ],
    whatif: [
      'guests',
      'reports',
      'search',
      'runs',
      'program-impact',
      'campaign-estimate',
      'program-search',
      'backtest',
      'explain',
    ],
  },
  'src/integrations': {
    imports: [
      'file',
      'rows',
      'mapping',
      'receipts',
      'record',
      'guests',
      'balances',
      'receipt-files',
      'guest-export',
      'guest-files',
      'shadow-files',
    ],
    rkeeper: ['wire', 'events', 'farcards'],
    iiko: ['wire', 'closings', 'acts', 'menu', 'plugin', 'orders', 'mirror', 'reconciliation', 'setup'],
  },
};

const roomRules = [
  ...roomRulesOf('src', ROOMS),
  ...roomRulesOf('web/src', PAGE_ROOMS),
  ...Object.entries(INNER_ROOMS).flatMap(([root, rooms]) =>
    roomRulesOf(root, rooms, { dependencyTypesNot: ['type-only'] }),
  ),
];

function roomRulesOf(root, roomsOfLayers, only = {}) {
  return Object.entries(roomsOfLayers).flatMap(([layer, rooms]) => {
    const order = Array.isArray(rooms)
      ? Object.fromEntries(rooms.map((room, index) => [room, rooms.slice(0, index)]))
      : rooms;
    const names = Object.keys(order);
    const prefix = `${root}/${layer}`.replace(/^src\//, '').replaceAll('/', '-');
    return [
      ...names.map((room) => ({
        name: `${prefix}-${room}-stands-in-order`,
        comment: `${root}/${layer}/${room} may import ${order[room].join(', ') || 'no other folder of its layer'}: what stands on what is decided once.`,
        severity: 'error',
        from: { path: `^${root}/${layer}/${room}/`, pathNot: '\\.spec\\.ts$' },
        to: {
          path: `^${root}/${layer}/[^/]+/`,
          pathNot: [room, ...order[room]].map((name) => `^${root}/${layer}/${name}/`),
          ...only,
        },
      })),
      {
        name: `${prefix}-lists-its-rooms`,
        comment: `A new folder of ${root}/${layer} gets its place in ROOMS or PAGE_ROOMS (.dependency-cruiser.cjs) before it is imported.`,
        severity: 'error',
        from: { path: `^${root}/${layer}/` },
        to: { path: `^${root}/${layer}/[^/]+/`, pathNot: names.map((name) => `^${root}/${layer}/${name}/`) },
      },
    ];
  });
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'decision-is-pure',
      comment:
        'A decision depends on its input alone, or it could not be replayed, explained and tested without a database.',
      severity: 'error',
      from: { path: '^src/decision/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: ['^src/decision/', '^src/typed/(?:marks|code)\\.ts$'] },
    },
    {
      name: 'backtest-decides-by-the-decision',
      comment:
        'A backtest is worth as much as its arithmetic is that of the till: it decides by src/decision, reads what the ' +
        'replay reads, and reaches into nothing that acts.',
      severity: 'error',
      from: { path: '^src/transactions/(replay|whatif/(backtest|explain))/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/transactions/(accounts|rewards|desk|till/(queue|approvals|intake|expirations))/' },
    },
    ...directionRules,
    ...roomRules,
    {
      name: 'through-the-door',
      comment:
        'A layer offers itself through its index.ts, through its pure.ts what loads no module of Nest, through its sale.ts ' +
        'what the way of a sale needs, and to the modules above it through its own module; what stands behind may change ' +
        'without asking anybody.',
      severity: 'error',
      from: { path: `^src/(${WITH_DOORS.join('|')}|[^/]+\\.ts$)`, pathNot: '\\.spec\\.ts$' },
      to: {
        path: `^src/(${WITH_DOORS.join('|')})/`,
        pathNot: ['^src/$1/', '/(?:index|pure|sale)\\.ts$', '^src/[a-z]+/[a-z]+\\.module\\.ts$'],
      },
    },
    {
      name: 'sale-through-its-own-door',
      comment:
        'The queue of sales loads few modules (test/house/doors.spec.ts): values of the layers below come to it through ' +
        'pure.ts and sale.ts, types through any door.',
      severity: 'error',
      from: {
        path: '^src/transactions/(ledger|till/(kinds|spending|decide|batch|balances|family|confirmation|participants|queue))/',
        pathNot: '\\.spec\\.ts$',
      },
      to: { path: '^src/(security|configuration|identity)/index\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      comment:
        'Two files that need each other, if only by a type, are one subject in two places: neither can be read or changed ' +
        'alone, and the order in which their values load is luck. The verifier for outsiders loads its second file only ' +
        'for an archive, so that one file checks a proof.',
      severity: 'error',
      from: { pathNot: ['^(src|web/src|packages/client/src)/generated/', '^packages/verify/'] },
      to: { circular: true },
    },
    {
      name: 'server-describes-no-api',
      comment:
        'To describe the API holds the event loop for seconds: the build does it, and a server sends the files (decision 77).',
      severity: 'error',
      from: { path: '^src/(main|worker)\\.ts$' },
      to: { path: '^src/platform/openapi/(openapi|complete-operations|write-api-files)\\.ts$', reachable: true },
    },
    {
      name: 'generated-client-stays-with-the-server',
      comment:
        'Rows of the database are shaped by the schema alone; pages and decisions speak their own types. Tests compare with the list of what the audit names.',
      severity: 'error',
      from: { path: '^(src/decision|web|test|packages)/' },
      to: { path: '^src/generated/', pathNot: '^src/generated/words/audit\\.ts$' },
    },
    {
      name: 'pages-and-server-meet-at-the-api',
      comment:
        'The pages know the server by its OpenAPI document, as any other client does. How a typed phone, card or code is read, and ' +
        'which settings wait for a second person, is one rule for both.',
      severity: 'error',
      from: { path: '^web/', pathNot: '^web/src/cashier/offline/|\\.spec\\.ts$' },
      to: { path: '^src/', pathNot: '^src/typed/' },
    },
    {
      name: 'offline-till-decides-by-the-decision',
      comment:
        'A till without the server quotes by the arithmetic of the server, which is pure; of the rest it knows nothing.',
      severity: 'error',
      from: { path: '^web/src/cashier/offline/' },
      to: { path: '^src/', pathNot: '^src/(decision|typed)/' },
    },
    {
      name: 'client-knows-the-document-alone',
      comment:
        'The client is made for programs that have nothing but the server: its types come from the OpenAPI document.',
      severity: 'error',
      from: { path: '^packages/client/' },
      to: { path: '^(src|web|test|scripts)/' },
    },
    {
      name: 'server-imports-no-pages',
      comment:
        'The server hands out built files and knows nothing of how they are made; unit tests share test support. It is built and ' +
        'serves without the packages that EXTENSIONS names (decision 169).',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(web|test|scripts|packages)/' },
    },
    {
      name: 'extensions-through-the-door',
      comment:
        'A package that the server loads takes what a layer offers, and what stands behind its door may change. Each package is ' +
        'loaded without the others.',
      severity: 'error',
      from: { path: `^packages/(${EXTENSIONS.join('|')})/`, pathNot: '\\.spec\\.ts$' },
      to: {
        path: '^(src|web|test|scripts|packages)/',
        pathNot: [
          '^packages/$1/',
          '^src/platform/',
          '^src/[a-z]+/(?:index|pure|sale)\\.ts$',
          '^src/[a-z]+/[a-z]+\\.module\\.ts$',
        ],
      },
    },
    {
      name: 'one-seam-to-the-cells',
      comment:
        'An installation of one database knows nothing of cells: the server asks Homes where a network lives, and CELL loads the ' +
        'module that answers otherwise.',
      severity: 'error',
      from: {
        path: '^(src|packages)/',
        pathNot: ['^src/platform/cells/', '^src/integrations/(cells|network-move|home-copies)/', '\\.spec\\.ts$'],
      },
      to: { path: '^src/platform/cells/' },
    },
    {
      name: 'shared-knows-no-entity',
      comment: 'What all pages share knows nothing of guests or rewards (pages, entities, shared: only rightwards).',
      severity: 'error',
      from: { path: '^web/src/shared/' },
      to: { path: '^web/src/(?!shared/|generated/)' },
    },
    {
      name: 'entities-know-no-page',
      comment: 'An entity serves every page that shows it, so it can know none of them.',
      severity: 'error',
      from: { path: '^web/src/entities/' },
      to: { path: '^web/src/(?!entities/|shared/|generated/)' },
    },
    {
      name: 'entities-call-the-api',
      comment:
        'A call of the API, its key among the cached answers and its types stand once, with the entity that they are of: ' +
        'two pages that wrote the key of one list anew once kept two forms of it there.',
      severity: 'error',
      from: { path: '^web/src/(?!entities/|shared/)' },
      to: { path: ['^web/src/shared/api/(client|schemas)\\.ts$', '^packages/client/'] },
    },
    {
      name: 'applications-stand-apart',
      comment: 'An application is loaded without the others; what two of them need belongs to an entity or to shared.',
      severity: 'error',
      from: { path: '^web/src/(?!entities/|shared/|app/|generated/)([^/]+)/' },
      to: { path: '^web/src/(?!entities/|shared/|generated/)', pathNot: '^web/src/$1/' },
    },
    {
      name: 'pages-stand-apart',
      comment:
        'A page of the console is changed without reading the others: what two of them need is an entity (its queries, ' +
        'types, panels and pickers) or a part of shared.',
      severity: 'error',
      from: { path: '^web/src/admin/([^/]+)/' },
      to: { path: '^web/src/admin/[^/]+/', pathNot: '^web/src/admin/$1/' },
    },
    {
      name: 'production-runs-without-development-packages',
      comment: 'An image is installed without development packages, so the server must not need one.',
      severity: 'error',
      from: { path: `^(src|packages/(${EXTENSIONS.join('|')}))/`, pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev'] },
    },
    {
      name: 'imports-resolve',
      comment: 'An import that leads nowhere fails at the customer.',
      severity: 'error',
      from: { path: `^(src|web/src|packages/(client|${EXTENSIONS.join('|')})/src)/` },
      to: { couldNotResolve: true, pathNot: ['\\.css$', '\\?url$'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.d.ts', '.js', '.mjs', '.json'],
    },
    skipAnalysisNotInRules: true,
  },
};

import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Calls that make a decision depend on more than its input, or on the rounding of a machine (rules 31 and 33 of the ledger). */
const notInDecisions = [
  {
    selector: 'BinaryExpression[operator="/"], AssignmentExpression[operator="/="]',
    message: 'Divide with a helper of src/decision/basics/integers.ts, which says which way it rounds.',
  },
  {
    selector: 'Literal[raw=/^[0-9_]*\\.[0-9_]*[1-9]|^[0-9._]+e-/i]',
    message: 'A fraction is not an integer: write parts per million or minor units.',
  },
  {
    selector: 'MemberExpression[object.name="Math"]:not([property.name=/^(min|max|abs|sign|trunc)$/])',
    message: 'Only what keeps integers integers; chance and roots come in as values.',
  },
  {
    selector: 'Identifier[name=/^(parseFloat|Date|Temporal|crypto|performance|process|setTimeout)$/]',
    message: 'A decision knows only its input.',
  },
  { selector: 'ImportExpression', message: 'A decision loads nothing.' },
];

/** Times that are stored or compared come from the database; a duration is measured by a clock that nobody sets (rule 33). */
const notTheOwnClock = [
  {
    selector: 'MemberExpression[object.name="Date"][property.name="now"]',
    message: 'Ask Clock, which has the time of the database; measure how long something took with performance.now().',
  },
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0], CallExpression[callee.name="Date"]',
    message: 'Ask Clock, which has the time of the database.',
  },
];

/** The ledger decides and dates by one function, which tests can move and the application cannot. */
const notTheTransactionsTime = ['Literal[value=/\\bnow\\(\\)/]', 'TemplateElement[value.raw=/\\bnow\\(\\)/]'].map(
  (selector) => ({
    selector,
    message: 'Write ledger_now(), the time by which the ledger decides.',
  }),
);

/** An effect's answer is called when it ends, and a browser's newer version answers where an older one did not. */
const effectsWithBraces = [
  {
    selector: 'CallExpression[callee.name=/^use(Layout)?Effect$/] > ArrowFunctionExpression[expression=true]',
    message:
      'Write the body in braces: React calls whatever it returns, and scrollIntoView() returns a promise in Chrome 150.',
  },
];

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'dist',
      'coverage',
      'reports',
      'test-results',
      '.data',
      '.bench',
      '.stryker-tmp',
      'src/generated',
      'web/src/generated',
      'packages/client/dist',
      'packages/client/src/generated',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['web/vite.config.ts', 'playwright.config.ts'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // A type literal and an interface say the same; `as T` where `!` is meant is what no-non-null-assertion asks for.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/dot-notation': 'off',
      // Both find fault with the types of Nest and pg, whose options are meant to be written as plain objects and numbers.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // Modules and controllers of Nest are classes whose decorators are their content.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // `query<Row>()` says which row a statement answers with; there is nothing else to infer it from.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      eqeqeq: ['error', 'smart'],
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: [
      '**/*.spec.ts',
      // The clock against which the database's time is learned.
      'src/platform/clock/**',
      'src/platform/database/clock-keeper.ts',
      // Compares with the times of files, which are the kernel's.
      'src/transactions/books/seals/published-heads.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', ...notTheOwnClock] },
  },
  {
    files: ['src/transactions/**/*.ts'],
    ignores: ['**/*.spec.ts', 'src/transactions/books/seals/published-heads.ts'],
    rules: { 'no-restricted-syntax': ['error', ...notTheOwnClock, ...notTheTransactionsTime] },
  },
  { files: ['web/src/**/*.{ts,tsx}'], rules: { 'no-restricted-syntax': ['error', ...effectsWithBraces] } },
  {
    files: ['src/decision/**/*.ts'],
    ignores: ['**/*.spec.ts', 'src/decision/basics/integers.ts'],
    rules: { 'no-restricted-syntax': ['error', ...notInDecisions] },
  },
  {
    // The one place where integers are divided: the same rules but for the division itself.
    files: ['src/decision/basics/integers.ts'],
    rules: { 'no-restricted-syntax': ['error', ...notInDecisions.slice(1)] },
  },
  {
    files: ['src/**/*.ts'],
    // The queue keeps a schema of its own, in which no row belongs to a network.
    ignores: ['src/platform/database/**', 'src/platform/queue/queue-connection.ts', '**/*.spec.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'pg',
              allowTypeImports: true,
              message: 'A connection comes from Database, which sets the network of its transaction.',
            },
            {
              name: '@prisma/adapter-pg',
              message: 'A Prisma client comes from Database, which sets the network of its transaction.',
            },
          ],
        },
      ],
    },
  },
  {
    // Commands speak to a person at a terminal.
    files: ['src/cli.ts', 'src/**/*.command-line.ts', 'src/**/*.cli.ts', 'test/performance/**'],
    rules: { 'no-console': 'off' },
  },
  {
    // Outside production a sign-in provider may run on this machine; the library marks this so that it stands out.
    files: ['src/security/providers/provider-client.ts'],
    rules: {
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', package: 'openid-client', name: 'allowInsecureRequests' }] },
      ],
    },
  },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts'],
    rules: {
      // supertest answers with bodies that are whatever the server said; the tests look at them.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'no-console': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      sourceType: 'module',
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'Buffer',
          'URL',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'fetch',
          'globalThis',
          'performance',
          'AbortController',
          'AbortSignal',
          'TextEncoder',
          'TextDecoder',
          'URLSearchParams',
          'structuredClone',
          '__dirname',
          'require',
          'module',
        ].map((name) => [name, 'readonly']),
      ),
    },
    rules: { 'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }] },
  },
  { files: ['jest.config.js'], languageOptions: { sourceType: 'commonjs' } },
);

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(__dirname, '../..');
const SOURCES = ['src', 'packages/compat/src', 'packages/demo/src'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)),
);
const CHANGING = ['Post', 'Put', 'Patch', 'Delete'];

/** Routes with a body that only read. */
const READING = [
  'ReceiptsController.quote',
  'AllowancesController.token',
  'CampaignGuestsController.estimate',
  'CampaignsController.preview',
  'AppleServiceController.log',
  'AutomationsController.preview',
  'AutomationsController.estimate',
  'CouponsController.lookup',
  'FoundGuestController.lookup',
  'FraudRulesController.tryOut',
  'GiftTillController.balance',
  'GuestsController.count',
  'GuestsController.export',
  'GuestsController.search',
  'LedgerServiceController.create',
  'LookController.check',
  'MergesController.preview',
  'MessagePreviewController.show',
  'NetworkSubscriptionController.preview',
  'OwnSubscriptionController.preview',
  'ProgramsController.validate',
  'ProviderSignInController.offer',
  'SegmentsController.exportMembers',
  'SegmentsController.preview',
  'SegmentsController.searchMembers',
  'SimulationController.simulate',
  'TillCopiesController.copy',
  'TransactionsController.quoteRefund',
];

/** Calls of the earlier systems, which execute the commands of other routes. */
const BY_TRANSLATION = [
  'FarcardsController.cardInfo',
  'FarcardsController.email',
  'FarcardsController.image',
  'FarcardsController.transactions',
  'RkeeperEventsController.delivery',
  'RkeeperEventsController.orderNotify',
  'RkeeperEventsController.whiteServer',
  'LedgerServiceController.transfer',
  'PointsServiceController.earn',
  'PointsServiceController.redeem',
  'PosEventsController.batch',
  'PosEventsController.one',
  'PosEventsController.retry',
  'RewardsServiceController.redeem',
  'StreamEventsController.batch',
  'StreamEventsController.one',
];

/** Calls between cells. They only read, or hand over a kept call, whose own command is then executed. */
const OF_OTHER_CELLS = ['CellsController.networks', 'KeptCallsController.take'];

/** Classes by which a method changes state: the audit, a change of the configuration, a transaction under a key, the till. */
const TOOLS_OF_CHANGE = ['Audit', 'ConfigurationChanges', 'KeyedCalls', 'Till'];

interface Route {
  readonly name: string;
  readonly text: string;
}
interface ControllerClass {
  readonly name: string;
  /** The classes of the constructor's parameters. */
  readonly holds: readonly string[];
  readonly routes: readonly Route[];
}

const decoratorsOf = (node: ts.HasDecorators): string[] =>
  (ts.getDecorators(node) ?? []).map(({ expression }) =>
    ts.isCallExpression(expression) ? expression.expression.getText() : expression.getText(),
  );

/** `@Route('POST …')`, or the decorator of Nest where a route stands in no document. */
function isChange(method: ts.MethodDeclaration): boolean {
  return (
    decoratorsOf(method).some((decorator) => CHANGING.includes(decorator)) ||
    /@Route\('(POST|PUT|PATCH|DELETE)\b/.test(method.getText())
  );
}

function controllersOf(file: string): ControllerClass[] {
  const source = ts.createSourceFile(file, readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
  return source.statements
    .filter(ts.isClassDeclaration)
    .filter((declaration) => decoratorsOf(declaration).some((name) => ['Controller', 'Routes'].includes(name)))
    .map((declaration) => {
      const methods = declaration.members.filter(ts.isMethodDeclaration);
      const own = new Map(methods.map((method) => [method.name.getText(), method.getText()]));
      const constructor = declaration.members.find(ts.isConstructorDeclaration);
      return {
        name: declaration.name?.text ?? file,
        holds: (constructor?.parameters ?? []).map(({ type }) => type?.getText() ?? ''),
        routes: methods.filter(isChange).map((method) => ({
          name: `${declaration.name?.text ?? ''}.${method.name.getText()}`,
          // The text of the method and of the private methods that it calls.
          text: [
            method.getText(),
            ...[...method.getText().matchAll(/this\.(\w+)\(/g)].map(([, name = '']) => own.get(name) ?? ''),
          ].join('\n'),
        })),
      };
    });
}

const controllers = SOURCES.filter((file) => file.endsWith('.controller.ts')).flatMap(controllersOf);
const routes = controllers.flatMap((controller) => controller.routes);

const MAKES_COMMAND = /^export class (\w+)(?:<.+?>)? extends (?:Command|UseCase)</m;

describe('A route that changes something', () => {
  it('executes a command', () => {
    expect(routes.length).toBeGreaterThan(60);
    const others = routes.filter(({ text }) => !text.includes('this.commands.execute(')).map(({ name }) => name);
    expect(others.sort()).toEqual([...READING, ...BY_TRANSLATION, ...OF_OTHER_CELLS].sort());
  });

  it('finds nothing in its controller that could change it without a command', () => {
    const held = controllers.flatMap(({ name, holds }) =>
      TOOLS_OF_CHANGE.filter((tool) => holds.includes(tool)).map((tool) => `${name} holds ${tool}`),
    );
    expect(held.sort()).toEqual(['RewardsServiceController holds Till']);
  });

  it('has one handler a command, beside it', () => {
    const commands = SOURCES.filter(
      (file) => file.endsWith('.ts') && MAKES_COMMAND.test(readFileSync(path.join(root, file), 'utf8')),
    );
    expect(commands.length).toBeGreaterThan(60);
    for (const file of commands) {
      const text = readFileSync(path.join(root, file), 'utf8');
      const made = [...text.matchAll(new RegExp(MAKES_COMMAND, 'gm'))].map(([, name]) => name);
      const handled = [...text.matchAll(/^(?:@CommandHandler| {2}@Handles)\((\w+)\)/gm)].map(([, name]) => name);
      expect({ file, made: made.sort() }).toEqual({ file, made: handled.sort() });
      if (file.endsWith('.command.ts')) expect({ file, commands: made.length }).toEqual({ file, commands: 1 });
    }
  });
});

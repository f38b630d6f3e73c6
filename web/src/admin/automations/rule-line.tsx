import type { AutomationDocument } from '../../entities/automation/automation.api';
import { automationDocument } from '../../shared/api/documents';
import { PartOf } from '../../shared/document/part-of';
import { PartsOf } from '../../shared/document/parts';
import { tidiedEntry } from './automation-first.rules';
import { AUTOMATION_INPUTS } from './automation-inputs';
import { AUTOMATION_LAYOUT } from './automation-layout';
import { Line } from './line';
import type { AutomationDraft } from './use-automation-draft';
import { type AutomationWords, useAutomationWords } from './use-automation-words';

interface RuleParts {
  /** The member of the automation's document. */
  readonly place: keyof AutomationDocument;
  readonly say: (words: AutomationWords, document: AutomationDocument) => string;
}

/** The parts of an automation besides its steps. */
const RULES = {
  trigger: { place: 'trigger', say: (words, { trigger }) => words.trigger(trigger) },
  who: { place: 'condition', say: (words, document) => words.who(document) },
  often: { place: 'entry', say: (words, { entry }) => words.often(entry) },
  quiet: { place: 'quietHours', say: (words, { quietHours }) => words.quiet(quietHours) },
  goal: { place: 'goal', say: (words, { goal }) => words.goal(goal) },
} as const satisfies Record<string, RuleParts>;
export type Rule = keyof typeof RULES;

/** Whether a mistake at this path stands at the line of a rule. */
export const isOfRule = (path: string): boolean => Object.values(RULES).some(({ place }) => path.startsWith(place));

interface RuleLineProps {
  readonly rule: Rule;
  readonly draft: AutomationDraft;
  /** The line or step that is open. */
  readonly open: string | null;
  /** Undefined: the reader may not change the rule. */
  readonly onOpen: ((open: string | null) => void) | undefined;
}

/** A rule of an automation as a sentence that opens for editing. */
export function RuleLine({ rule, draft: { document, set, mistakes }, open, onOpen }: RuleLineProps) {
  const words = useAutomationWords();
  const { place, say } = RULES[rule];
  const name = `rule ${rule}`;
  const isOpen = open === name;
  return (
    <Line
      sentence={say(words, document)}
      isOpen={isOpen}
      onToggle={onOpen && (() => onOpen(isOpen ? null : name))}
      mistakes={(mistakes.get('') ?? []).filter(({ path }) => path.startsWith(place))}
    >
      <PartOf
        members={automationDocument}
        value={document}
        onChange={(changed) => set(tidiedEntry(changed, document))}
        words="automations"
        inputs={AUTOMATION_INPUTS}
        layout={AUTOMATION_LAYOUT}
      >
        <PartsOf path={[]} only={[place]} />
      </PartOf>
    </Line>
  );
}

import type { ComponentType } from 'react';
import type { AutomationDocument } from '../../entities/automation/automation.api';
import { automationDocument } from '../../shared/api/documents';
import { PartOf } from '../../shared/document/part-of';
import { AUTOMATION_INPUTS } from './automation-inputs';
import { Line } from './line';
import { EntryFields, GoalFields, QuietFields, TriggerFields, WhoFields } from './rules-lines';
import type { AutomationDraft } from './use-automation-draft';
import { type AutomationWords, useAutomationWords } from './use-automation-words';

interface RuleParts {
  readonly Fields: ComponentType;
  /** Path in the automation's document at which the server reports the mistakes of the rule. */
  readonly place: keyof AutomationDocument;
  readonly say: (words: AutomationWords, document: AutomationDocument) => string;
}

/** The parts of an automation besides its steps. */
const RULES = {
  trigger: { Fields: TriggerFields, place: 'trigger', say: (words, { trigger }) => words.trigger(trigger) },
  who: { Fields: WhoFields, place: 'condition', say: (words, document) => words.who(document) },
  often: { Fields: EntryFields, place: 'entry', say: (words, { entry }) => words.often(entry) },
  quiet: { Fields: QuietFields, place: 'quietHours', say: (words, { quietHours }) => words.quiet(quietHours) },
  goal: { Fields: GoalFields, place: 'goal', say: (words, { goal }) => words.goal(goal) },
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
  const { Fields, place, say } = RULES[rule];
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
        onChange={set}
        words="automations"
        inputs={AUTOMATION_INPUTS}
      >
        <Fields />
      </PartOf>
    </Line>
  );
}

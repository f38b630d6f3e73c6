import { useMemo } from 'react';
import type { AutomationStep } from '../../entities/automation/automation.api';
import { automationDocument } from '../../shared/api/documents';
import { PartOf } from '../../shared/document/part-of';
import { PartsOf } from '../../shared/document/parts';
import { AUTOMATION_INPUTS, LIST_INPUTS } from './automation-inputs';
import { AUTOMATION_LAYOUT } from './automation-layout';
import type { StepNode } from './automation-tree.rules';
import type { Mistake } from './line';
import { EditedStepContext } from './ways';

const KINDS = automationDocument.steps.of.kinds;

interface StepFieldsProps {
  readonly node: StepNode;
  readonly mistakes: readonly Mistake[];
  readonly onChange: (node: StepNode) => void;
}

/** Fields of one step. */
export function StepFields({ node, mistakes, onChange }: StepFieldsProps) {
  const { step } = node;
  const edited = useMemo(() => ({ node, onChange }), [node, onChange]);
  return (
    <EditedStepContext value={edited}>
      <PartOf<AutomationStep>
        members={KINDS[step.kind]}
        value={step}
        onChange={(changed) => onChange({ ...node, step: tidied(changed, step) })}
        words="automations"
        inputs={step.kind === 'LIST' ? LIST_INPUTS : AUTOMATION_INPUTS}
        layout={AUTOMATION_LAYOUT}
        mistakes={mistakes.map((mistake) => ({ ...mistake, code: 'not_valid' }))}
      >
        <PartsOf path={[]} />
      </PartOf>
    </EditedStepContext>
  );
}

/**
 * Keeps only the end of the validity of points that the person typed last: the number of days or the date. Removes `beginsAfterDays` from points that
 * can be spent at once.
 */
function tidied(changed: AutomationStep, before: AutomationStep): AutomationStep {
  if (changed.kind !== 'POINTS' || before.kind !== 'POINTS') return changed;
  const { endsOn, beginsAfterDays, ...points } = changed;
  const begins = beginsAfterDays === undefined || beginsAfterDays === 0 ? {} : { beginsAfterDays };
  if (endsOn === undefined || (changed.validDays !== before.validDays && changed.validDays !== null))
    return { ...points, ...begins };
  return { ...points, ...begins, validDays: null, endsOn };
}

import { Button, Flex, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { AutomationStep } from '../../entities/automation/automation.api';
import { GuestConditions } from '../../entities/document/guest-conditions';
import { templatesOfQuery } from '../../entities/message/template.api';
import { MessagePreviewPanel, textsToShow, useMessagePreview } from '../../entities/message/message-preview';
import { DocumentTexts } from '../../entities/message/document-texts';
import { SpendingPlaces } from '../../entities/program/spending-places';
import { automationDocument } from '../../shared/api/documents';
import { useDocumentStore, useMember } from '../../shared/document/document-context';
import { Field } from '../../shared/document/field';
import { FieldsOf } from '../../shared/document/fields-of';
import { PartOf } from '../../shared/document/part-of';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import { FIRST_RULE } from './automation-first.rules';
import { AUTOMATION_INPUTS, LIST_INPUTS } from './automation-inputs';
import type { StepNode } from './automation-tree.rules';
import classes from './automations.module.css';
import type { Mistake } from './line';
import { EventFields } from './event-fields';

type Of<Kind extends AutomationStep['kind']> = Extract<AutomationStep, { kind: Kind }>;

const KINDS = automationDocument.steps.of.kinds;
/** Members that name a step and the steps after it. The column of steps shows these members. */
const OF_COLUMN = ['name', 'next', 'otherwise'];
const SPENDABLE_IN = ['spendableIn'];

interface StepFieldsProps {
  readonly node: StepNode;
  readonly mistakes: readonly Mistake[];
  readonly onChange: (node: StepNode) => void;
}

/** Fields of one step. Adding or removing a branch adds or removes its arm in the tree too. */
export function StepFields({ node, mistakes, onChange }: StepFieldsProps) {
  const { step } = node;
  return (
    <PartOf<AutomationStep>
      members={KINDS[step.kind]}
      value={step}
      onChange={(changed) => onChange({ ...node, step: tidied(changed, step) })}
      words="automations"
      inputs={step.kind === 'LIST' ? LIST_INPUTS : AUTOMATION_INPUTS}
      mistakes={mistakes.map((mistake) => ({ ...mistake, code: 'not_valid' }))}
    >
      <OwnFields node={node} onChange={onChange} />
    </PartOf>
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

function OwnFields({ node, onChange }: Pick<StepFieldsProps, 'node' | 'onChange'>) {
  const { t } = useTranslation('admin');
  const { step } = node;
  switch (step.kind) {
    case 'END':
      return null;
    case 'WAIT_EVENT':
      return (
        <>
          <EventFields path={['until']} />
          <div className={classes.fields}>
            <FieldsOf
              path={[]}
              beside={[...OF_COLUMN, 'until']}
              differently={{ amount: { label: t('automations.field.atMost') } }}
            />
          </div>
        </>
      );
    case 'BRANCH':
      return <BranchFields node={node} step={step} onChange={onChange} />;
    case 'SPLIT':
      return <SplitFields node={node} step={step} onChange={onChange} />;
    case 'POINTS':
      return (
        <div className={classes.fields}>
          <FieldsOf path={[]} beside={[...OF_COLUMN, ...SPENDABLE_IN]} />
          <SpendingPlaces path={SPENDABLE_IN} />
        </div>
      );
    case 'MESSAGE':
      return <MessageFields step={step} />;
    case 'LIST':
      return (
        <div className={classes.fields}>
          <ListAct />
          <Field path={['segment']} label={t('automations.field.list')} help={t('automations.help.list')} />
        </div>
      );
    default:
      return (
        <div className={classes.fields}>
          <FieldsOf path={[]} beside={OF_COLUMN} />
        </div>
      );
  }
}

/** The select that says whether the step puts the guest on the list or takes the guest off it. */
function ListAct() {
  const { t } = useTranslation('admin');
  const { value, change } = useMember(['isIn']);
  return (
    <NativeSelect
      label={t('automations.field.listAct')}
      {...bound(value === true ? 'in' : 'out', (chosen) => change(chosen === 'in'))}
      data={[
        { value: 'in', label: t('automations.listIn') },
        { value: 'out', label: t('automations.listOut') },
      ]}
    />
  );
}

interface WaysProps extends Pick<StepFieldsProps, 'onChange'> {
  readonly node: StepNode;
}

/**
 * Returns the functions that add and remove a way (a branch or a share) of a step, with the way's arm in the tree. A new way comes last in its list.
 */
function waysOf<Way>({ node, onChange }: WaysProps, list: 'branches' | 'shares', ways: readonly Way[]) {
  const changed = (next: readonly Way[], arms: StepNode['arms']) =>
    onChange({ step: { ...node.step, [list]: next }, arms });
  return {
    add: (way: Way) => changed([...ways, way], node.arms.toSpliced(ways.length, 0, [])),
    removeAt: (index: number) => changed(ways.toSpliced(index, 1), node.arms.toSpliced(index, 1)),
  };
}

function BranchFields({ step: { branches }, ...props }: WaysProps & { readonly step: Of<'BRANCH'> }) {
  const { t } = useTranslation('admin');
  const store = useDocumentStore();
  const { add, removeAt } = waysOf(props, 'branches', branches);
  return (
    <>
      {branches.map((branch, index) => (
        <fieldset key={index} className={classes.group}>
          <legend>{t('automations.field.branch', { number: index + 1 })}</legend>
          <GuestConditions
            value={branch.condition}
            onChange={(condition) => store.set(['branches', index, 'condition'], condition)}
          />
          {branches.length > 1 && (
            <Button variant="default" onClick={() => removeAt(index)}>
              {t('automations.removeWay', { number: index + 1 })}
            </Button>
          )}
        </fieldset>
      ))}
      <Button variant="default" onClick={() => add({ condition: FIRST_RULE, next: null })}>
        {t('automations.addWay')}
      </Button>
    </>
  );
}

function SplitFields({ step: { shares }, ...props }: WaysProps & { readonly step: Of<'SPLIT'> }) {
  const { t } = useTranslation('admin');
  const { add, removeAt } = waysOf(props, 'shares', shares);
  return (
    <div className={classes.fields}>
      {shares.map((_, index) => (
        <Flex key={index} gap={8} wrap="wrap" align="flex-end" mt={12}>
          <Field path={['shares', index, 'sharePpm']} label={t('automations.field.share', { number: index + 1 })} />
          {shares.length > 2 && (
            <Button
              variant="default"
              aria-label={t('automations.removeWay', { number: index + 1 })}
              onClick={() => removeAt(index)}
            >
              ✕
            </Button>
          )}
        </Flex>
      ))}
      <Button variant="default" className={classes.plain ?? ''} onClick={() => add({ sharePpm: 0, next: null })}>
        {t('automations.addWay')}
      </Button>
    </div>
  );
}

const NO_TEXT = { subject: '', text: '' };

/** Fields of a message step: a template or a text written in the step, with a preview. */
function MessageFields({ step }: { readonly step: Of<'MESSAGE'> }) {
  const { t } = useTranslation('admin');
  const store = useDocumentStore();
  const templates = useQuery(templatesOfQuery('AUTOMATION'));
  const offered = (templates.data ?? []).filter(({ purpose }) => purpose === 'MARKETING');
  const chosen = offered.find(({ id }) => id === step.templateId);
  const own = (language: 'ru' | 'en') => {
    const texts = step.message?.[language];
    return texts === undefined ? NO_TEXT : { subject: texts.title, text: texts.text };
  };
  const texts = textsToShow(
    chosen === undefined
      ? { ru: own('ru'), en: own('en') }
      : { ru: chosen.texts.ru ?? NO_TEXT, en: chosen.texts.en ?? NO_TEXT },
  );
  const preview = useMessagePreview(texts === null ? null : { source: 'AUTOMATION', texts });
  return (
    <div className={classes.fields}>
      <NativeSelect
        label={t('automations.field.template')}
        value={step.templateId ?? ''}
        onChange={({ currentTarget: { value } }) =>
          store.set([], { ...step, templateId: value === '' ? null : value, message: value === '' ? {} : null })
        }
        data={[
          { value: '', label: t('automations.ownText') },
          ...offered.map(({ id, name }) => ({ value: id, label: name })),
          ...(step.templateId === null || chosen !== undefined
            ? []
            : [{ value: step.templateId, label: step.templateId }]),
        ]}
      />
      {step.templateId === null && <DocumentTexts path={['message']} source="AUTOMATION" />}
      {texts !== null && <MessagePreviewPanel preview={preview} />}
    </div>
  );
}

import { Button, Flex, Text, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams, useSearchParams } from 'react-router';
import {
  type AutomationDetail,
  type AutomationDocument,
  type AutomationLoop,
  automationPreviewQuery,
  automationQuery,
  USUAL_GUEST_ENTRIES_PER_DAY,
} from '../../entities/automation/automation.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { actOf, keyOf } from '../../shared/api/calls';
import { mistakesAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { BackLink, Figures, Help, PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice, ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { useFormat } from '../../shared/format/use-format';
import { AutomationActs } from './automation-acts';
import { type Block, mistakesByStep, stepsOf, treeOf } from './automation-tree.rules';
import classes from './automations.module.css';
import { EstimatePanel } from './estimate-panel';
import { Line } from './line';
import { EntryFields, GoalFields, QuietFields, TriggerFields, WhoFields } from './rules-lines';
import { RunsSheet } from './runs-sheet';
import { StateChip } from './state-chip';
import { type Deed, StepColumn } from './step-column';
import { figuresOf } from './step-counts';
import { useAutomationWords } from './use-automation-words';
import { bound } from '../../shared/ui/bound';

const PAUSE_MS = 500;

/** One automation as sentences that open in place for editing, with the number of guests at each step. */
export function AutomationPage() {
  const { t } = useTranslation('admin');
  const { automationId = '' } = useParams();
  const automation = useQuery(automationQuery(automationId));
  const back = <BackLink to="/automations">{t('nav.automations')}</BackLink>;
  if (automation.isError)
    return (
      <>
        {back}
        <FailureNotice error={automation.error} retry={automation} />
      </>
    );
  if (automation.data === undefined) return <Loading />;
  return (
    <>
      {back}
      <AutomationView key={automation.data.id} automation={automation.data} />
    </>
  );
}

/** Unsaved document of an automation, with the revision of the saved document that it changes. */
interface Draft {
  readonly document: AutomationDocument;
  readonly tree: Block;
  readonly revision: number;
}

const RULES = ['trigger', 'who', 'often', 'quiet', 'goal'] as const;
type Rule = (typeof RULES)[number];
const RULE_FIELDS = {
  trigger: TriggerFields,
  who: WhoFields,
  often: EntryFields,
  quiet: QuietFields,
  goal: GoalFields,
} as const;
/** Path in the automation's document at which the server reports the mistakes of each rule. */
const RULE_PLACES = {
  trigger: 'trigger',
  who: 'condition',
  often: 'entry',
  quiet: 'quietHours',
  goal: 'goal',
} as const;

function AutomationView({ automation }: { readonly automation: AutomationDetail }) {
  const { t, language } = useTranslation('admin');
  const words = useAutomationWords();
  const problemWords = useProblemWords();
  const client = useQueryClient();
  const [address, setAddress] = useSearchParams();
  const mayManage = useMayManage('campaigns.manage');
  const mayEdit = mayManage && automation.state !== 'ENDED' && !automation.archived;
  const [draft, setDraft] = useState<Draft | null>(null);
  const [undo, setUndo] = useState<{ readonly draft: Draft | null; readonly deed: Deed } | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const [guestsAt, setGuestsAt] = useState<{ readonly step: string | null } | null>(null);
  const current: Draft = draft ?? {
    document: automation.document,
    tree: treeOf(automation.document),
    revision: automation.revision,
  };
  const document: AutomationDocument = { ...current.document, steps: stepsOf(current.tree) };
  const [settled] = useDebouncedValue(JSON.stringify(document), PAUSE_MS);
  const preview = useQuery({
    ...automationPreviewQuery(automation.id, settled, language),
    enabled: mayEdit,
    placeholderData: keepPreviousData,
  });
  const save = useChange(actOf('PATCH', '/api/automations/{id}', { id: automation.id }), async () => {
    await client.invalidateQueries({ queryKey: keyOf('/api/automations') });
    setDraft(null);
    setUndo(null);
  });
  const refused = mistakesAt(save.error, 'document');
  const mistakes = mistakesByStep(document.steps, refused.length > 0 ? refused : (preview.data?.errors ?? []));
  const hasMistakes = mistakes.size > 0;
  const run = address.get('run');

  function change(changed: Partial<Draft>): void {
    save.reset();
    setUndo(null);
    setDraft({ ...current, ...changed });
  }
  const set = (changed: Partial<AutomationDocument>) => change({ document: { ...current.document, ...changed } });
  const setTree = (tree: Block, deed?: Deed) => {
    change({ tree });
    if (deed === undefined) return;
    setUndo({ draft, deed });
    setFocused(null);
    if (deed.did === 'removed') setOpen(null);
  };
  const sentences: Record<Rule, string> = {
    trigger: words.trigger(document.trigger),
    who: words.who(document),
    often: words.often(document.entry),
    quiet: words.quiet(document.quietHours),
    goal: words.goal(document.goal),
  };
  const line = (rule: Rule) => {
    const Fields = RULE_FIELDS[rule];
    const name = `rule ${rule}`;
    return (
      <Line
        key={rule}
        sentence={sentences[rule]}
        isOpen={open === name}
        onToggle={mayEdit ? () => setOpen(open === name ? null : name) : undefined}
        mistakes={(mistakes.get('') ?? []).filter(({ path }) => path.startsWith(RULE_PLACES[rule]))}
      >
        <Fields document={document} set={set} />
      </Line>
    );
  };
  const others = (mistakes.get('') ?? []).filter(
    ({ path }) => !RULES.some((rule) => path.startsWith(RULE_PLACES[rule])),
  );
  const mistakeAt = (path: string) => others.find((one) => one.path === path)?.message;
  const guestsStep = document.steps.find(({ name }) => name === guestsAt?.step);

  return (
    <>
      <PageHead title={automation.document.name} sub={automation.document.description} />
      <Text mb={8} fz={20} fw={650} lts="-0.01em" role="status">
        <StateChip state={automation.state} /> {t(`automations.stateSays.${automation.state}`)}
      </Text>
      <Versions automation={automation} />
      {mayManage ? (
        <AutomationActs automation={automation} isChanged={draft !== null} />
      ) : (
        <Help>{t('automations.readOnly')}</Help>
      )}
      {automation.runningVersion !== null && (
        <Counts automation={automation} onShow={() => setGuestsAt({ step: null })} />
      )}
      <div className={classes.columns}>
        <Panel title={t('automations.column')}>
          {mayEdit && <Help>{t('automations.openHelp')}</Help>}
          {line('trigger')}
          {line('who')}
          {line('often')}
          <Loops loops={preview.data?.loops ?? []} document={document} />
          <StepColumn
            tree={current.tree}
            onChange={mayEdit ? setTree : undefined}
            mistakes={mistakes}
            figures={figuresOf(automation.runningVersion === null ? [] : automation.versions)}
            onShowGuests={(step) => setGuestsAt({ step })}
            open={open}
            onOpen={setOpen}
            focused={focused}
            onFocus={setFocused}
          />
          <Elsewhere automation={automation} shown={new Set(document.steps.map(({ name }) => name))} />
          {mayEdit && (
            <div role="status">
              {undo !== null && (
                <Flex component="p" gap={8} wrap="wrap" align="flex-end" mt={12}>
                  {t(`automations.${undo.deed.did}`, { step: undo.deed.step })}{' '}
                  <Button
                    variant="default"
                    onClick={() => {
                      setDraft(undo.draft);
                      setUndo(null);
                    }}
                  >
                    {t('automations.undo')}
                  </Button>
                </Flex>
              )}
              {hasMistakes && <p className={classes.mistake}>{t('automations.mistakes', { count: mistakes.size })}</p>}
              {draft !== null && <Help>{t('automations.unsaved')}</Help>}
            </div>
          )}
          {save.error !== null && <ProblemNotice words={problemWords(save.error, ['document'])} />}
          {draft !== null && (
            <Flex gap={8} wrap="wrap" align="flex-end" mt={12}>
              <Button
                loading={save.isPending}
                onClick={() => save.mutate({ document, expectedRevision: draft.revision })}
              >
                {t('automations.save')}
              </Button>
              <Button
                variant="default"
                onClick={() => {
                  save.reset();
                  setUndo(null);
                  setDraft(null);
                }}
              >
                {t('automations.discard')}
              </Button>
            </Flex>
          )}
        </Panel>
        <div>
          <Panel title={t('automations.at')}>
            {line('goal')}
            {line('quiet')}
            {mayEdit && (
              <>
                <TextInput
                  mt="md"
                  label={t('automations.name')}
                  maxLength={200}
                  {...bound(document.name, (name) => set({ name }))}
                  error={mistakeAt('name')}
                />
                <Textarea
                  mt="md"
                  label={t('automations.description')}
                  maxLength={1_000}
                  autosize
                  {...bound(document.description, (description) => set({ description }))}
                  error={mistakeAt('description')}
                />
              </>
            )}
            {others
              .filter(({ path }) => path !== 'name' && path !== 'description')
              .map(({ path, message }) => (
                <p key={`${path} ${message}`} className={classes.mistake}>
                  {message}
                </p>
              ))}
          </Panel>
          {mayEdit && <EstimatePanel document={document} hasMistakes={hasMistakes} />}
        </div>
      </div>
      {(guestsAt !== null || run !== null) && (
        <RunsSheet
          automationId={automation.id}
          versions={automation.versions}
          step={guestsStep === undefined ? null : { name: guestsStep.name, sentence: words.step(guestsStep) }}
          firstRun={run}
          onClose={() => {
            setGuestsAt(null);
            setAddress({});
          }}
        />
      )}
    </>
  );
}

interface LoopsProps {
  readonly loops: readonly AutomationLoop[];
  readonly document: AutomationDocument;
}

/** Says which steps may bring their guest into the automation again, and what stops it. */
function Loops({ loops, document: { entry, steps } }: LoopsProps) {
  const { t } = useTranslation('admin');
  const words = useAutomationWords();
  return (
    <div role="status">
      {loops.map(({ kind, step: name, automation }) => {
        const step = steps.find((one) => one.name === name);
        const said = step === undefined ? name : words.step(step);
        return (
          <Help key={name}>
            {t(`automations.loops.${kind}`, {
              step: said,
              name: automation?.name ?? '',
              count: entry.perGuestPerDay ?? USUAL_GUEST_ENTRIES_PER_DAY,
            })}
          </Help>
        );
      })}
    </div>
  );
}

/** Says which version of an automation runs when a newer one is saved, and from which versions guests are being moved. */
function Versions({
  automation: { version, runningVersion, state, versions },
}: {
  readonly automation: AutomationDetail;
}) {
  const { t } = useTranslation('admin');
  return (
    <>
      {runningVersion !== null && runningVersion !== version && state !== 'ENDED' && (
        <Help>{t('automations.newerVersion', { version, running: runningVersion })}</Help>
      )}
      {versions
        .filter(({ isMoving }) => isMoving)
        .map((one) => (
          <Help key={one.version} role="status">
            {t('automations.moving', { version: one.version })}
          </Help>
        ))}
    </>
  );
}

interface CountsProps {
  readonly automation: AutomationDetail;
  readonly onShow: () => void;
}

/** How many guests entered the automation, are inside, reached its end or its goal; versions are summed. */
function Counts({ automation: { entered, inside, versions }, onShow }: CountsProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const sum = (state: 'done' | 'goal' | 'left') => versions.reduce((total, { runs }) => total + runs[state], 0);
  return (
    <>
      <Figures
        figures={[
          { label: t('automations.entered'), value: format.number(entered) },
          { label: t('automations.inside'), value: format.number(inside) },
          { label: t('automations.runs.states.DONE'), value: format.number(sum('done')) },
          { label: t('automations.runs.states.GOAL'), value: format.number(sum('goal')) },
        ]}
      />
      <Flex gap={8} wrap="wrap" align="flex-end" mt={12}>
        <Button variant="default" onClick={onShow}>
          {t('automations.runs.all')}
        </Button>
      </Flex>
    </>
  );
}

interface ElsewhereProps {
  readonly automation: AutomationDetail;
  readonly shown: ReadonlySet<string>;
}

/** Guests of older versions who wait at steps that the shown document lacks. */
function Elsewhere({ automation: { versions }, shown }: ElsewhereProps) {
  const { t } = useTranslation('admin');
  const words = useAutomationWords();
  return versions.flatMap(({ version, document, steps }) =>
    steps
      .filter(({ step, waiting }) => waiting > 0 && !shown.has(step))
      .map(({ step: name, waiting }) => {
        const step = document.steps.find((one) => one.name === name);
        const said = step === undefined ? name : words.step(step);
        return (
          <Help key={`${String(version)} ${name}`}>{t('automations.elsewhere', { count: waiting, step: said })}</Help>
        );
      }),
  );
}

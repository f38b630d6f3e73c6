import { Button, Flex, Text, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams, useSearchParams } from 'react-router';
import {
  type AutomationDetail,
  type AutomationDocument,
  type AutomationLoop,
  automationQuery,
  USUAL_GUEST_ENTRIES_PER_DAY,
} from '../../entities/automation/automation.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { LeaveQuestion } from '../../shared/document/leave-question';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { BackLink, Figures, Help, PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice, ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { useFormat } from '../../shared/format/use-format';
import { AutomationActs } from './automation-acts';
import type { Block } from './automation-tree.rules';
import classes from './automations.module.css';
import { EstimatePanel } from './estimate-panel';
import { isOfRule, type Rule, RuleLine } from './rule-line';
import { RunsSheet } from './runs-sheet';
import { StateChip } from './state-chip';
import { type UndoableEdit, StepColumn } from './step-column';
import { figuresOf } from './step-counts';
import { type AutomationDraft, useAutomationDraft } from './use-automation-draft';
import { useAutomationWords } from './use-automation-words';
import { bound } from '../../shared/ui/bound';

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

function AutomationView({ automation }: { readonly automation: AutomationDetail }) {
  const { t } = useTranslation('admin');
  const words = useAutomationWords();
  const [address, setAddress] = useSearchParams();
  const mayManage = useMayManage('campaigns.manage');
  const mayEdit = mayManage && automation.state !== 'ENDED' && !automation.archived;
  const draft = useAutomationDraft(automation, mayEdit);
  const { document, mistakes } = draft;
  const [open, setOpen] = useState<string | null>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const [guestsAt, setGuestsAt] = useState<{ readonly step: string | null } | null>(null);
  const run = address.get('run');
  const guestsStep = document.steps.find(({ name }) => name === guestsAt?.step);
  const setTree = (tree: Block, deed?: UndoableEdit) => {
    draft.setTree(tree, deed);
    if (deed !== undefined) setFocused(null);
    if (deed?.did === 'removed') setOpen(null);
  };
  const lines = (rules: readonly Rule[]) =>
    rules.map((rule) => (
      <RuleLine key={rule} rule={rule} draft={draft} open={open} onOpen={mayEdit ? setOpen : undefined} />
    ));

  return (
    <>
      <LeaveQuestion isChanged={() => draft.isChanged} />
      <PageHead title={automation.document.name} sub={automation.document.description}>
        {mayManage && (
          <div>
            <AutomationActs automation={automation} isChanged={draft.isChanged} />
          </div>
        )}
      </PageHead>
      <Text component="div" mb={8} fz={20} fw={650} lts="-0.01em" role="status">
        <StateChip state={automation.state} /> {t(`automations.stateSays.${automation.state}`)}
      </Text>
      <Versions automation={automation} />
      {!mayManage && <Help>{t('automations.readOnly')}</Help>}
      {automation.runningVersion !== null && (
        <Counts automation={automation} onShow={() => setGuestsAt({ step: null })} />
      )}
      <div className={classes.columns}>
        <Panel title={t('automations.column')}>
          {mayEdit && <Help>{t('automations.openHelp')}</Help>}
          {lines(['trigger', 'who', 'often'])}
          <Loops loops={draft.loops} document={document} />
          <StepColumn
            tree={draft.tree}
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
          {mayEdit && <Saving draft={draft} />}
        </Panel>
        <div>
          <Panel title={t('automations.at')}>
            {lines(['goal', 'quiet'])}
            <NameFields draft={draft} mayEdit={mayEdit} />
          </Panel>
          {mayEdit && <EstimatePanel document={document} hasMistakes={mistakes.size > 0} />}
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

/** The last change to the column of steps with its Undo button, and the Save button with the mistakes that prevent saving. */
function Saving({ draft: { undo, mistakes, isChanged, save, send, discard } }: { readonly draft: AutomationDraft }) {
  const { t } = useTranslation('admin');
  const problemWords = useProblemWords();
  return (
    <>
      <div role="status">
        {undo !== null && (
          <Flex component="p" gap={8} wrap="wrap" align="flex-end" mt={12}>
            {t(`automations.${undo.did}`, { step: undo.step })}{' '}
            <Button variant="default" onClick={undo.takeBack}>
              {t('automations.undo')}
            </Button>
          </Flex>
        )}
        {mistakes.size > 0 && <p className={classes.mistake}>{t('automations.mistakes', { count: mistakes.size })}</p>}
        {isChanged && <Help>{t('automations.unsaved')}</Help>}
      </div>
      {save.error !== null && <ProblemNotice words={problemWords(save.error, ['document'])} />}
      {isChanged && (
        <Flex gap={8} wrap="wrap" align="flex-end" mt={12}>
          <Button loading={save.isPending} onClick={send}>
            {t('automations.save')}
          </Button>
          <Button variant="default" onClick={discard}>
            {t('automations.discard')}
          </Button>
        </Flex>
      )}
    </>
  );
}

const NAMES = ['name', 'description'] as const;

interface NameFieldsProps {
  readonly draft: AutomationDraft;
  readonly mayEdit: boolean;
}

/** Name and description of an automation, and the mistakes that no line of the page shows. */
function NameFields({ draft: { document, set, mistakes }, mayEdit }: NameFieldsProps) {
  const { t } = useTranslation('admin');
  const others = (mistakes.get('') ?? []).filter(({ path }) => !isOfRule(path));
  const fieldOf = (name: (typeof NAMES)[number]) => ({
    mt: 'md',
    label: t(`automations.${name}`),
    ...bound(document[name], (text) => set({ [name]: text })),
    error: others.find(({ path }) => path === name)?.message,
  });
  return (
    <>
      {mayEdit && (
        <>
          <TextInput {...fieldOf('name')} maxLength={200} />
          <Textarea {...fieldOf('description')} maxLength={1_000} autosize />
        </>
      )}
      {others
        .filter(({ path }) => !NAMES.some((name) => name === path))
        .map(({ path, message }) => (
          <p key={`${path} ${message}`} className={classes.mistake}>
            {message}
          </p>
        ))}
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

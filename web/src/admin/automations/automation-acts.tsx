import { Button, Radio, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { requestKeys } from '../../entities/approval/approval.api';
import {
  type Automation,
  type AutomationDetail,
  automationEstimateQuery,
} from '../../entities/automation/automation.api';
import { actOf, keyOf } from '../../shared/api/calls';
import { ApiProblem } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import classes from './automations.module.css';
import { useAutomationWords } from './use-automation-words';

type Asked = 'start' | 'apply' | 'pause' | 'resume' | 'end' | 'archive';
const STATE_OF = { start: 'ACTIVE', apply: 'ACTIVE', resume: 'ACTIVE', pause: 'PAUSED', end: 'ENDED' } as const;

interface AutomationActsProps {
  readonly automation: AutomationDetail;
  /** Whether the column has changes that are not saved: what starts is what is saved. */
  readonly isChanged: boolean;
}

/** Buttons that the state allows; each asks first, and a start says how many guests it is about. */
export function AutomationActs({ automation, isChanged }: AutomationActsProps) {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [reason, setReason] = useState('');
  const [moves, setMoves] = useState(false);
  const [waits, setWaits] = useState(false);
  const { id, revision, inside, document } = automation;
  const starts = asked === 'start' || asked === 'apply';
  const estimate = useQuery(automationEstimateQuery(document, starts));
  const done = () => {
    setAsked(null);
    setReason('');
    return client.invalidateQueries({ queryKey: keyOf('/api/automations') });
  };
  const setState = useChange(actOf('PUT', '/api/automations/{id}/state', { id }), async (answer) => {
    setWaits('kind' in answer);
    await client.invalidateQueries({ queryKey: requestKeys.each });
    return done();
  });
  const archive = useChange(actOf('POST', '/api/automations/{id}/archive', { id }), done);
  const copy = useChange(actOf('POST', '/api/automations/{id}/copy', { id }), async (made: Automation) => {
    await client.invalidateQueries({ queryKey: keyOf('/api/automations') });
    void navigate(`/automations/${made.id}`);
  });
  const refused = takenAtOnce(setState.error);
  const atOnce = starts ? (refused ?? estimate.data?.atOnce ?? 0) : 0;
  const error = refused === null ? (setState.error ?? archive.error) : null;

  function send(): void {
    if (asked === 'archive') archive.mutate(null);
    else if (asked !== null)
      setState.mutate({
        state: STATE_OF[asked],
        moveInside: asked === 'apply' && moves,
        confirmedGuests: atOnce,
        reason: reason.trim() === '' ? null : reason.trim(),
        expectedRevision: revision,
      });
  }

  return (
    <>
      <div className={classes.tools}>
        {actsOf(automation).map((act) => (
          <Button
            key={act}
            variant={act === 'start' || act === 'resume' || act === 'apply' ? 'filled' : 'default'}
            disabled={isChanged && (act === 'start' || act === 'apply')}
            onClick={() => {
              setState.reset();
              archive.reset();
              setAsked(act);
            }}
          >
            {t(`automations.act.${act}`)}
          </Button>
        ))}
        <Button variant="default" loading={copy.isPending} onClick={() => copy.mutate(null)}>
          {t('automations.copy')}
        </Button>
      </div>
      {isChanged && <p className={classes.help}>{t('automations.startsByNewest')}</p>}
      {waits && <p role="status">{t('changes.waits')}</p>}
      {copy.error !== null && <ProblemNotice words={words(copy.error)} />}
      {asked !== null && (
        <Dialog title={t(`automations.question.${asked}`)} size="lg" onClose={() => setAsked(null)}>
          {asked === 'start' || asked === 'apply' ? (
            <>
              {estimate.isPending && <p role="status">{t('automations.counting')}</p>}
              {estimate.isError && <ProblemNotice words={words(estimate.error)} retry={estimate} />}
              {estimate.data !== undefined && (
                <ul className={classes.list}>
                  <li>
                    {estimate.data.perDay === null
                      ? t('automations.startUnknown')
                      : t('automations.startPerDay', {
                          count: Math.round(estimate.data.perDay),
                          days: estimate.data.days,
                        })}
                  </li>
                  <li>
                    {refused === null
                      ? t('automations.startAtOnce', { count: atOnce })
                      : t('automations.startTakes', { count: refused })}
                  </li>
                </ul>
              )}
              {asked === 'apply' && inside > 0 && <Inside automation={automation} moves={moves} onMoves={setMoves} />}
            </>
          ) : (
            <p className={classes.help}>
              {asked === 'end' && inside > 0 && `${t('automations.endInside', { count: inside })} `}
              {t(`automations.consequence.${asked}`)}
            </p>
          )}
          {(asked === 'pause' || asked === 'end') && (
            <Textarea
              label={t('automations.reason')}
              maxLength={500}
              autosize
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
          {error !== null && <ProblemNotice words={words(error)} />}
          <div className={classes.row}>
            <Button
              data-autofocus
              disabled={starts && estimate.isPending}
              loading={setState.isPending || archive.isPending}
              onClick={send}
            >
              {starts && atOnce > 0 ? t('automations.startYes', { count: atOnce }) : t(`automations.act.${asked}`)}
            </Button>
            <Button variant="default" onClick={() => setAsked(null)}>
              {t('automations.cancel')}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}

/** How many guests the start would let in at once, where that is why it was refused. */
function takenAtOnce(error: unknown): number | null {
  if (!(error instanceof ApiProblem) || error.code !== 'automation_takes_guests') return null;
  const { guests } = error.document as { readonly guests?: unknown };
  return typeof guests === 'number' ? guests : null;
}

interface InsideProps {
  readonly automation: AutomationDetail;
  readonly moves: boolean;
  readonly onMoves: (moves: boolean) => void;
}

/** Where guests are by other versions than the newest, and what becomes of them. */
function Inside({ automation, moves, onMoves }: InsideProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const words = useAutomationWords();
  const names = new Set(automation.document.steps.map(({ name }) => name));
  const places = automation.versions
    .filter(({ version }) => version !== automation.version)
    .flatMap(({ version, document, steps }) =>
      steps
        .filter(({ waiting }) => waiting > 0)
        .map(({ step: name, waiting }) => {
          const step = document.steps.find((one) => one.name === name);
          const said = { step: step === undefined ? name : words.step(step), count: waiting };
          return { key: `${format.number(version)} ${name}`, said, stays: !names.has(name) };
        }),
    );
  return (
    <>
      <h3>{t('automations.whereInside')}</h3>
      <ul className={classes.list}>
        {places.map(({ key, said, stays }) => (
          <li key={key}>{t(moves && stays ? 'automations.insideStays' : 'automations.insideAt', said)}</li>
        ))}
      </ul>
      <Radio.Group
        label={t('automations.moveTitle')}
        value={moves ? 'true' : 'false'}
        onChange={(value) => onMoves(value === 'true')}
      >
        {(['false', 'true'] as const).map((value) => (
          <Radio key={value} mt="xs" value={value} label={t(`automations.move.${value}`)} />
        ))}
      </Radio.Group>
    </>
  );
}

function actsOf({ state, archived, version, runningVersion }: AutomationDetail): readonly Asked[] {
  if (archived) return [];
  switch (state) {
    case 'DRAFT':
      return ['start', 'archive'];
    case 'ACTIVE':
      return version === runningVersion ? ['pause', 'end'] : ['apply', 'pause', 'end'];
    case 'PAUSED':
      return version === runningVersion ? ['resume', 'end'] : ['apply', 'end'];
    case 'ENDED':
      return ['archive'];
  }
}

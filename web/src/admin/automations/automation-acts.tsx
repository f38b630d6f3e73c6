import { Box, Radio } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type AutomationDetail,
  automationEstimateQuery,
  type AutomationStateChange,
} from '../../entities/automation/automation.api';
import { actOf } from '../../shared/api/calls';
import { ApiProblem } from '../../shared/api/problem';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { StateActs, useStateActs } from '../../entities/status/state-acts';
import { useAutomationWords } from './use-automation-words';

type StateAction = keyof typeof STATE_OF;
const STATE_OF = { start: 'ACTIVE', apply: 'ACTIVE', resume: 'ACTIVE', pause: 'PAUSED', end: 'ENDED' } as const;

interface AutomationActsProps {
  readonly automation: AutomationDetail;
  /** Whether the page has changes that are not saved: a start takes the saved version, so it waits for them. */
  readonly isChanged: boolean;
}

/** Buttons that change the state of an automation; the dialog of a start says how many guests would enter. */
export function AutomationActs({ automation, isChanged }: AutomationActsProps) {
  const { t } = useTranslation('admin');
  const [moves, setMoves] = useState(false);
  const { id, revision, inside, document } = automation;
  const acts = useStateActs<StateAction, AutomationStateChange>(
    'automations',
    id,
    actOf('PUT', '/api/automations/{id}/state', { id }),
    (copied) => `/automations/${copied}`,
  );
  const { asked } = acts;
  const starts = asked === 'start' || asked === 'apply';
  const estimate = useQuery(automationEstimateQuery(document, starts));
  const refused = takenAtOnce(acts.error);
  const atOnce = starts ? (refused ?? estimate.data?.atOnce ?? 0) : 0;
  return (
    <StateActs
      acts={acts}
      offered={actsOf(automation)}
      disabled={isChanged ? ['start', 'apply'] : []}
      nameOf={(act) => t(`automations.act.${act}`)}
      questionOf={(act) => t(`automations.question.${act}`)}
      note={isChanged && <Help>{t('automations.startsByNewest')}</Help>}
      consequence={
        asked === 'start' || asked === 'apply' ? (
          <>
            {estimate.isPending && <p role="status">{t('automations.counting')}</p>}
            <FailureNotice error={estimate.error} retry={estimate} />
            {estimate.data !== undefined && (
              <Box component="ul" mt={0} mb={12} pl={20} lh={1.55}>
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
              </Box>
            )}
            {asked === 'apply' && inside > 0 && <Inside automation={automation} moves={moves} onMoves={setMoves} />}
          </>
        ) : (
          asked !== null && (
            <Help>
              {asked === 'end' && inside > 0 && `${t('automations.endInside', { count: inside })} `}
              {t(`automations.consequence.${asked}`)}
            </Help>
          )
        )
      }
      confirmation={starts && atOnce > 0 ? t('automations.startYes', { count: atOnce }) : undefined}
      isCounting={starts && estimate.isPending}
      error={refused === null ? acts.error : null}
      bodyOf={(act, reason) => ({
        state: STATE_OF[act],
        moveInside: act === 'apply' && moves,
        confirmedGuests: atOnce,
        reason,
        expectedRevision: revision,
      })}
    />
  );
}

/** How many guests a refused start would let in at once; null: the start was not refused for their number. */
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

/** Steps at which guests of older versions wait, and the choice to move these guests to the newest version. */
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
      <Box component="ul" mt={0} mb={12} pl={20} lh={1.55}>
        {places.map(({ key, said, stays }) => (
          <li key={key}>{t(moves && stays ? 'automations.insideStays' : 'automations.insideAt', said)}</li>
        ))}
      </Box>
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

function actsOf({ state, archived, version, runningVersion }: AutomationDetail): readonly (StateAction | 'archive')[] {
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

import { Box, Button, Checkbox, Flex, NumberInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  FRAUD_CASES,
  type FraudCaseDetail,
  type FraudDecision,
  refreshFraudCases,
} from '../../entities/fraud/fraud.api';
import { guestKeys } from '../../entities/guest/guest.api';
import { useMay, useMayManage } from '../../entities/session/use-may-manage';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { decideFraudCase } from '../../shared/api/operations';
import { ActForm } from '../../shared/described/act-form';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { effectsOf, type TypedDecision } from './decision.rules';
import classes from './fraud.module.css';
import { switched } from '../../shared/ui/bound';

/** Points in review, decisions so far, and the form of the next one while the case is not closed. */
export function DecisionPanel({ found }: { readonly found: FraudCaseDetail }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const mayLift = useMayManage('fraud.decide');
  // The owner of the installation, acting for a network, decides only where the network has no second person.
  const mayApprove = useMay()('approvals.decide');
  const mayDecide = (mayLift || mayApprove) && found.mayDecide;
  const refusal = mayLift && !found.mayDecide ? t('fraud.decideOwn') : t('fraud.decideReadOnly');
  const isClosed = found.state === 'CONFIRMED' || found.state === 'DISMISSED';
  const { review } = found;
  return (
    <Panel title={t(isClosed ? 'fraud.history' : 'fraud.decide')}>
      <Help>
        {review === null
          ? t('fraud.reviewNone')
          : review.until === null
            ? t('fraud.reviewUntilDecided', { count: review.points })
            : t('fraud.review', { count: review.points, at: format.dateTime(review.until) })}
      </Help>
      <Decisions decisions={found.decisions} />
      <Limit found={found} mayLift={mayLift && found.mayDecide} />
      {!isClosed && (mayDecide ? <DecisionForm found={found} /> : <p>{refusal}</p>)}
    </Panel>
  );
}

function Decisions({ decisions }: Pick<FraudCaseDetail, 'decisions'>) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  if (decisions.length === 0) return null;
  return (
    <ul className={classes.list}>
      {decisions.map(({ decision, ground, measures: { takeBack, block, limitDays, noteToStaff, message }, by, at }) => (
        <li key={at}>
          <p className={classes.own}>
            {[
              t(`fraud.decisions.${decision}`),
              ...(takeBack ? [t('fraud.done.takeBack')] : []),
              ...(block ? [t('fraud.done.block')] : []),
              ...(limitDays === null ? [] : [t('fraud.done.limit', { count: limitDays })]),
            ].join(' · ')}
          </p>
          <p>{ground}</p>
          {noteToStaff !== null && <p>{t('fraud.done.note', { text: noteToStaff })}</p>}
          {message !== null && <p>{t('fraud.done.message', { text: message })}</p>}
          <Help>{t('fraud.decisionBy', { name: by ?? t('program.list.colleague'), at: format.dateTime(at) })}</Help>
        </li>
      ))}
    </ul>
  );
}

/** The limit that the decision set, which a manager may end before its day. */
function Limit({
  found: { id, limitedUntil },
  mayLift,
}: {
  readonly found: FraudCaseDetail;
  readonly mayLift: boolean;
}) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const queries = useQueryClient();
  const lift = useChange(actOf('DELETE', '/api/fraud/cases/{id}/limit', { id }), () => refreshFraudCases(queries));
  if (limitedUntil === null) return null;
  return (
    <>
      <p>{t('fraud.limitedUntil', { at: format.dateTime(limitedUntil) })}</p>
      <FailureNotice error={lift.error} />
      {mayLift && (
        <Flex wrap="wrap" gap={12} align="end" mt={4}>
          <Button variant="default" loading={lift.isPending} onClick={() => lift.mutate()}>
            {t('fraud.liftLimit')}
          </Button>
        </Flex>
      )}
    </>
  );
}

function DecisionForm({ found }: { readonly found: FraudCaseDetail }) {
  const { t } = useTranslation('admin');
  const { id, subject, review } = found;
  const [isLimited, setIsLimited] = useState(false);
  const isGuest = subject.kind === 'GUEST';
  const isConfirmed = ({ decision }: Pick<FraudDecision, 'decision'>) => decision === 'CONFIRM';
  const limitWrong = t('fraud.limitDaysWrong', { most: MOST_DAYS });
  return (
    <ActForm
      of={decideFraudCase}
      params={{ id }}
      layout={{ maw: 720, 'aria-label': t('fraud.decide') }}
      fields={{
        decision: {
          label: t('fraud.decide'),
          as: 'radio',
          needed: t('fraud.decisionNeeded'),
          // Only a guest can be asked by a message.
          choices: DECISIONS.filter((one) => one !== 'ASK' || isGuest).map((value) => ({
            value,
            label: t(`fraud.choices.${value}`),
          })),
        },
        takeBack: {
          group: t('fraud.measures'),
          label: t('fraud.takeBack'),
          help: review === null ? t('fraud.takeBackNone') : undefined,
          as: 'checkbox',
          isDisabled: review === null,
          isShown: isConfirmed,
        },
        block: {
          group: t('fraud.measures'),
          label: t('fraud.block'),
          as: 'checkbox',
          isShown: (typed) => isConfirmed(typed) && isGuest,
        },
        limitDays: {
          group: t('fraud.measures'),
          label: t('fraud.limitDays'),
          initial: USUAL_LIMIT_DAYS,
          isShown: isConfirmed,
          check: (days) => isLimited && (days === '' || Number(days) < 1 || Number(days) > MOST_DAYS) && limitWrong,
          control: ({ label, value, error, onChange }) => (
            <>
              <Checkbox
                size="md"
                label={t('fraud.limit')}
                description={t(`fraud.limitHelp.${subject.kind}`)}
                {...switched(isLimited, setIsLimited)}
              />
              {isLimited && (
                <NumberInput
                  label={label}
                  min={1}
                  max={MOST_DAYS}
                  allowDecimal={false}
                  value={value}
                  error={error}
                  onChange={onChange}
                />
              )}
              <Help>
                {t(isGuest ? 'fraud.limits.GUEST' : 'fraud.limits.CASHIER')}{' '}
                <Link to="/settings">{t('fraud.toLimits')}</Link>
              </Help>
            </>
          ),
        },
        noteToStaff: {
          label: t('fraud.noteToStaff'),
          help: t('fraud.noteToStaffHelp'),
          as: 'area',
          isShown: isConfirmed,
        },
        message: {
          label: t('fraud.message'),
          help: t('fraud.messageHelp'),
          as: 'area',
          needed: t('fraud.messageNeeded'),
          isShown: ({ decision }) => decision === 'ASK',
        },
        ground: {
          label: t('fraud.groundLabel'),
          help: t('fraud.groundHelp'),
          as: 'area',
          needed: t('fraud.groundShort'),
        },
      }}
      below={(typed) =>
        isDecided(typed) && <Preview found={found} typed={{ ...typed, limitDays: isLimited ? typed.limitDays : '' }} />
      }
      body={(typed) => (isConfirmed(typed) && !isLimited ? { limitDays: null } : {})}
      submit={(typed) => t(isDecided(typed) ? `fraud.submit.${typed.decision}` : 'fraud.decide')}
      done=""
      anew={[...FRAUD_CASES, guestKeys.each]}
      onDone={() => setIsLimited(false)}
    />
  );
}

/** Whether the person has chosen a decision. The page chooses no decision in advance, because a decision can accuse somebody. */
function isDecided({ decision }: { readonly decision: string }): boolean {
  return decision !== '';
}

const DECISIONS = ['CONFIRM', 'DISMISS', 'ASK'] as const;
const USUAL_LIMIT_DAYS = 30;
const MOST_DAYS = decideFraudCase.body.limitDays.most;

/** The consequences of the decision in sentences, before it is sent. */
function Preview({ found, typed }: { readonly found: FraudCaseDetail; readonly typed: TypedDecision }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const until = found.review?.until ?? null;
  const at = until === null ? '' : format.date(until);
  return (
    <div role="status">
      <p className={classes.own}>{t('fraud.preview')}</p>
      <Box component="ul" m={0} ps={20} lh={1.5}>
        {effectsOf(typed, found).map(({ key, count }) => (
          <li key={key}>{t(`fraud.effects.${key}`, { count, at })}</li>
        ))}
      </Box>
    </div>
  );
}

import { Box, Button, Checkbox, Flex, NumberInput, Radio, Stack, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { type FraudCaseDetail, refreshFraudCases } from '../../entities/fraud/fraud.api';
import { guestKeys } from '../../entities/guest/guest.api';
import { useMay, useMayManage } from '../../entities/session/use-may-manage';
import { actOf, askAnew } from '../../shared/api/calls';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import {
  bodyOf,
  effectsOf,
  isDecided,
  type MadeDecision,
  MOST_LIMIT_DAYS,
  mistakesOf,
  type TypedDecision,
} from './decision.rules';
import classes from './fraud.module.css';
import { bound, switched } from '../../shared/ui/bound';

const LONGEST_GROUND = 500;
const LONGEST_MESSAGE = 1_000;
const BEGINNING: TypedDecision = {
  decision: null,
  ground: '',
  takeBack: false,
  block: false,
  isLimited: false,
  limitDays: 30,
  noteToStaff: '',
  message: '',
};

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
  const queries = useQueryClient();
  const { id, subject } = found;
  const [typed, setTyped] = useState(BEGINNING);
  const [isTried, setTried] = useState(false);
  const decide = useChange(actOf('POST', '/api/fraud/cases/{id}/decision', { id }), async () => {
    setTyped(BEGINNING);
    setTried(false);
    await Promise.all([refreshFraudCases(queries), askAnew(queries, guestKeys.each)]);
  });
  const mistakes = isTried ? mistakesOf(typed) : [];
  const set = (part: Partial<TypedDecision>) => setTyped((before) => ({ ...before, ...part }));
  // Only a guest can be asked by a message.
  const choices = (['CONFIRM', 'DISMISS', 'ASK'] as const).filter((one) => one !== 'ASK' || subject.kind === 'GUEST');

  function submit(): void {
    setTried(true);
    if (isDecided(typed) && mistakesOf(typed).length === 0) decide.mutate(bodyOf(typed));
  }

  return (
    <Form maw={720} onSubmit={submit} aria-label={t('fraud.decide')}>
      <Radio.Group
        label={t('fraud.decide')}
        value={typed.decision}
        error={mistakes.includes('decision') && t('fraud.decisionNeeded')}
        onChange={(decision) => set({ decision })}
      >
        <Stack gap={8} mt={8}>
          {choices.map((value) => (
            <Radio key={value} value={value} label={t(`fraud.choices.${value}`)} />
          ))}
        </Stack>
      </Radio.Group>
      {typed.decision === 'CONFIRM' && (
        <Measures found={found} typed={typed} isWrong={mistakes.includes('limitDays')} onChange={set} />
      )}
      {typed.decision === 'ASK' && (
        <Textarea
          label={t('fraud.message')}
          description={t('fraud.messageHelp')}
          autosize
          minRows={2}
          maxLength={LONGEST_MESSAGE}
          {...bound(typed.message, (message) => set({ message }))}
          error={mistakes.includes('message') ? t('fraud.messageNeeded') : mistakeAt(decide.error, 'message')}
        />
      )}
      <Textarea
        label={t('fraud.groundLabel')}
        description={t('fraud.groundHelp')}
        autosize
        minRows={2}
        maxLength={LONGEST_GROUND}
        {...bound(typed.ground, (ground) => set({ ground }))}
        error={mistakes.includes('ground') ? t('fraud.groundShort') : mistakeAt(decide.error, 'ground')}
      />
      {isDecided(typed) && <Preview found={found} typed={typed} />}
      <FailureNotice error={decide.error} />
      <Flex wrap="wrap" gap={12} align="end" mt={4}>
        <Button type="submit" loading={decide.isPending}>
          {t(typed.decision === null ? 'fraud.decide' : `fraud.submit.${typed.decision}`)}
        </Button>
      </Flex>
    </Form>
  );
}

interface MeasuresProps {
  readonly found: FraudCaseDetail;
  readonly typed: TypedDecision;
  readonly isWrong: boolean;
  readonly onChange: (part: Partial<TypedDecision>) => void;
}

function Measures({ found: { subject, review }, typed, isWrong, onChange }: MeasuresProps) {
  const { t } = useTranslation('admin');
  return (
    <>
      <Box component="fieldset" m={0} p={0} bd="0">
        <legend>{t('fraud.measures')}</legend>
        <Stack gap={8} mt={8}>
          <Checkbox
            label={t('fraud.takeBack')}
            description={review === null ? t('fraud.takeBackNone') : undefined}
            disabled={review === null}
            {...switched(typed.takeBack, (takeBack) => onChange({ takeBack }))}
          />
          {subject.kind === 'GUEST' && (
            <Checkbox label={t('fraud.block')} {...switched(typed.block, (block) => onChange({ block }))} />
          )}
          <Checkbox
            label={t('fraud.limit')}
            description={t(`fraud.limitHelp.${subject.kind}`)}
            {...switched(typed.isLimited, (isLimited) => onChange({ isLimited }))}
          />
          {typed.isLimited && (
            <NumberInput
              label={t('fraud.limitDays')}
              min={1}
              max={MOST_LIMIT_DAYS}
              allowDecimal={false}
              value={typed.limitDays}
              error={isWrong && t('fraud.limitDaysWrong', { most: MOST_LIMIT_DAYS })}
              onChange={(limitDays) => onChange({ limitDays })}
            />
          )}
        </Stack>
      </Box>
      <Help>
        {t(subject.kind === 'GUEST' ? 'fraud.limits.GUEST' : 'fraud.limits.CASHIER')}{' '}
        <Link to="/settings">{t('fraud.toLimits')}</Link>
      </Help>
      <Textarea
        label={t('fraud.noteToStaff')}
        description={t('fraud.noteToStaffHelp')}
        autosize
        maxLength={LONGEST_GROUND}
        {...bound(typed.noteToStaff, (noteToStaff) => onChange({ noteToStaff }))}
      />
    </>
  );
}

/** The consequences of the decision in sentences, before it is sent. */
function Preview({ found, typed }: { readonly found: FraudCaseDetail; readonly typed: MadeDecision }) {
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

import { Button, Flex, Progress } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  type FraudRule,
  fraudRulesQuery,
  type FraudTrial,
  fraudTrialQuery,
  refreshFraudRules,
} from '../../entities/fraud/fraud.api';
import { useMay, useMayManage } from '../../entities/session/use-may-manage';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { currencyDigits } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { BackLink, Help, PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { WholeNumberInput } from '../../shared/ui/whole-number-input';
import classes from './fraud.module.css';
import { isSame, type TypedParams, wrongParams, wholeParams } from './params.rules';
import { useFraudWords } from '../../entities/fraud/use-fraud-words';
import { StatusBadge } from '../../shared/ui/status-badge';

/** The rules of fraud watch: purpose and parameters of each, and the cases of the past that it would have opened. */
export function FraudRulesPage() {
  const { t } = useTranslation('admin');
  const mayRead = useMay()('fraud.read');
  return (
    <>
      <BackLink to="/fraud">{t('fraud.all')}</BackLink>
      <PageHead title={t('fraud.rulesTitle')} sub={t('fraud.rulesSub')} />
      {mayRead ? <Rules /> : <Notice title={t('fraud.readOnlyTitle')} help={t('fraud.readOnlyHelp')} />}
    </>
  );
}

function Rules() {
  const { t } = useTranslation('admin');
  const rules = useQuery(fraudRulesQuery);
  const maySet = useMayManage('settings.manage');
  if (rules.isError) return <FailureNotice error={rules.error} retry={rules} />;
  if (rules.isPending) return <Loading />;
  if (rules.data.length === 0) return <Notice title={t('fraud.noRulesTitle')} help={t('fraud.noRulesHelp')} />;
  return (
    <>
      {maySet && (
        <p>
          <Link to="/settings">{t('fraud.settings')}</Link>
        </p>
      )}
      {rules.data.map((rule) => (
        <RulePanel key={rule.key} rule={rule} />
      ))}
    </>
  );
}

function RulePanel({ rule }: { readonly rule: FraudRule }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const words = useFraudWords();
  const mayDecide = useMayManage('fraud.decide');
  const { key, isOn, changedAt, version } = rule;
  return (
    <Panel
      title={words.rule(key)}
      aside={<StatusBadge meaning={isOn ? 'good' : 'quiet'}>{t(isOn ? 'fraud.on' : 'fraud.off')}</StatusBadge>}
    >
      <Help>{words.says(key)}</Help>
      {changedAt !== null && (
        <Help>{t('fraud.changed', { at: format.dateTime(changedAt), version: format.number(version) })}</Help>
      )}
      {!rule.isAlwaysOn && <RuleForm rule={rule} isReadOnly={!mayDecide} />}
    </Panel>
  );
}

interface RuleFormProps {
  readonly rule: FraudRule;
  readonly isReadOnly: boolean;
}

/** The parameters of a rule. The rule can be switched on after a trial of these parameters on the past. */
function RuleForm({ rule, isReadOnly }: RuleFormProps) {
  const { t } = useTranslation('admin');
  const words = useFraudWords();
  const format = useFormat();
  const queries = useQueryClient();
  const { key, isOn, defaults } = rule;
  const [typed, setTyped] = useState<TypedParams>(rule.params);
  const [tried, setTried] = useState<FraudRule['params'] | null>(null);
  const params = wholeParams(typed);
  const wrong = wrongParams(typed, defaults);
  const trial = useQuery({ ...fraudTrialQuery(key, tried ?? rule.params), enabled: tried !== null });
  const save = useChange(actOf('PUT', '/api/fraud/rules/{key}', { key }), () => refreshFraudRules(queries));
  const isFit = wrong.length === 0;
  const isChanged = !isSame(typed, rule.params);
  const isTried = tried !== null && isSame(typed, tried) && trial.isSuccess;
  const initial = Object.fromEntries(defaults.map(({ name, value }) => [name, value]));

  return (
    <Form
      maw={720}
      aria-label={words.rule(key)}
      onSubmit={() => {
        if (isFit) setTried(params);
      }}
    >
      <div className={classes.fields}>
        {defaults.map(({ name, unit, min, max }) => {
          // Money is typed in whole major units.
          const scale = unit === 'MINOR_UNITS' ? 10 ** currencyDigits(format.currency) : 1;
          const bounds = { from: format.number(Math.ceil(min / scale)), to: format.number(Math.floor(max / scale)) };
          const value = typed[name] ?? '';
          return (
            <WholeNumberInput
              key={name}
              label={words.parameter(name)}
              description={words.bounds(unit, bounds)}
              readOnly={isReadOnly}
              value={value === '' ? '' : value / scale}
              error={wrong.includes(name) ? t('fraud.outOfBounds', bounds) : undefined}
              onChange={(now) => setTyped((before) => ({ ...before, [name]: now === '' ? '' : now * scale }))}
            />
          );
        })}
      </div>
      {tried !== null && trial.isFetching && (
        <>
          <p role="status">{t('fraud.trying')}</p>
          <Progress value={100} animated size={8} aria-hidden />
        </>
      )}
      {isTried && <TrialResult trial={trial.data} ruleKey={key} />}
      <FailureNotice error={save.error ?? trial.error} />
      {save.data !== undefined && 'kind' in save.data && <p role="status">{t('changes.waits')}</p>}
      {save.data !== undefined && !('kind' in save.data) && !isChanged && <p role="status">{t('fraud.saved')}</p>}
      {!isReadOnly && (
        <>
          {!isOn && !isTried && <Help>{t('fraud.tryFirst')}</Help>}
          <Flex wrap="wrap" gap={12} align="end" mt={4}>
            <Button type="submit" variant={isTried ? 'default' : 'filled'} disabled={!isFit} loading={trial.isFetching}>
              {t('fraud.try')}
            </Button>
            {!isOn && isTried && (
              <Button loading={save.isPending} onClick={() => save.mutate({ isOn: true, params })}>
                {t('fraud.switchOn')}
              </Button>
            )}
            {isOn && isChanged && (
              <Button
                variant="default"
                disabled={!isFit}
                loading={save.isPending}
                onClick={() => save.mutate({ isOn: true, params })}
              >
                {t('fraud.save')}
              </Button>
            )}
            {isOn && (
              <Button
                variant="default"
                loading={save.isPending}
                onClick={() => save.mutate({ isOn: false, params: rule.params })}
              >
                {t('fraud.switchOff')}
              </Button>
            )}
            {!isSame(typed, initial) && (
              <Button variant="default" onClick={() => setTyped(initial)}>
                {t('fraud.defaults')}
              </Button>
            )}
          </Flex>
        </>
      )}
    </Form>
  );
}

interface TrialResultProps {
  readonly trial: FraudTrial;
  readonly ruleKey: string;
}

function TrialResult({ trial, ruleKey: rule }: TrialResultProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const words = useFraudWords();
  const { signals, cases, perThousandShifts, examples } = trial;
  const period = { from: format.date(trial.from), to: format.date(trial.to) };
  if (signals === 0) return <p role="status">{t('fraud.triedNothing', period)}</p>;
  return (
    <>
      <p role="status" className={classes.own}>
        {t('fraud.tried', {
          ...period,
          signals: format.number(signals),
          cases: format.number(cases),
          rate: format.number(perThousandShifts),
        })}
      </p>
      {examples.length > 0 && (
        <ul className={classes.list} aria-label={t('fraud.examples')}>
          {examples.map(({ subject, at, inputs }) => (
            <li key={`${subject.id} ${at}`}>
              <p>
                <strong>{words.subject(subject)}</strong>, {format.dateTime(at)}
              </p>
              <Help>{words.signal({ rule, inputs })}</Help>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

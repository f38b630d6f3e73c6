import { Button, NativeSelect } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { FACT_NAMES, type FactChoice } from '../../../entities/analytics/analytics.api';
import { saveFile } from '../../../shared/api/save-file';
import { localTime } from '../../../shared/format/zone';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useNetwork } from '../../../shared/network/network';
import { Form } from '../../../shared/ui/form';
import { Notice } from '../../../shared/ui/notice';
import { Panel } from '../../../shared/ui/page';
import { useProblemWords } from '../../../shared/ui/problem-notice';
import { StoragePanel } from './storage-panel';
import reports from '../../../entities/report/reports.module.css';
import { fileOf } from '../../../shared/api/calls';
import classes from '../analytics.module.css';
import { bound } from '../../../shared/ui/bound';
import { DateField } from '../../../shared/ui/dates/date-field';

const FORMATS = ['csv', 'parquet'] as const;
const DAY_MS = 86_400_000;
const DAYS = 28;
const MOST_DAYS = 366;

/** Facts of a period as a file for a spreadsheet or another program. */
export function ExportTab() {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const { timeZone } = useNetwork();
  const [choice, setChoice] = useState<FactChoice>(() => firstChoice(timeZone));
  const [isTried, setIsTried] = useState(false);
  const file = useMutation({
    mutationFn: async (chosen: FactChoice) => {
      const name = `${chosen.fact}-${chosen.from}-${chosen.to}.${chosen.format}`;
      saveFile(await fileOf('/api/exports', { ...choice }), name);
      return name;
    },
  });
  const { fact, from, to, format } = choice;
  const isSpan = from !== '' && to !== '' && from <= to && Date.parse(to) - Date.parse(from) < MOST_DAYS * DAY_MS;
  const mistake = isTried && !isSpan ? t('exports.datesNeeded') : undefined;

  function choose(change: Partial<FactChoice>): void {
    file.reset();
    setChoice({ ...choice, ...change });
  }

  function isChosen(): boolean {
    setIsTried(true);
    return isSpan;
  }

  return (
    <>
      <Panel title={t('exports.title')}>
        <p className={classes.definition}>{t('exports.definition')}</p>
        <Form display="block" onSubmit={() => isChosen() && file.mutate(choice)}>
          <div className={reports.controls}>
            <NativeSelect
              label={t('exports.fact')}
              {...bound(fact, (value) => choose({ fact: FACT_NAMES.find((name) => name === value) ?? fact }))}
              data={FACT_NAMES.map((value) => ({ value, label: t(`exports.facts.${value}`) }))}
            />
            <DateField label={t('reports.from')} value={from} onChange={(text) => choose({ from: text })} max={to} />
            <DateField
              label={t('reports.to')}
              value={to}
              onChange={(text) => choose({ to: text })}
              min={from}
              error={mistake}
            />
            <NativeSelect
              label={t('exports.format')}
              value={format}
              data={FORMATS.map((value) => ({ value, label: t(`exports.formats.${value}`) }))}
              onChange={({ currentTarget: { value } }) => choose({ format: value === 'parquet' ? value : 'csv' })}
            />
            <Button type="submit" loading={file.isPending}>
              {t('exports.download')}
            </Button>
          </div>
          <p className={classes.said}>{t(`exports.meanings.${fact}`)}</p>
          <p className={classes.definition}>{t('exports.recorded')}</p>
          <p className={classes.definition}>{t('exports.columns')}</p>
          {file.isError && <Notice tone="bad" {...words(file.error)} />}
          {file.isSuccess && <p role="status">{t('exports.done', { name: file.data })}</p>}
        </Form>
      </Panel>
      <StoragePanel choice={choice} check={isChosen} />
    </>
  );
}

/** Sales of the last weeks up to today. */
function firstChoice(timeZone: string): FactChoice {
  const to = localTime(new Date().toISOString(), timeZone).slice(0, 'yyyy-mm-dd'.length);
  const from = new Date(Date.parse(to) - (DAYS - 1) * DAY_MS).toISOString().slice(0, 10);
  return { fact: 'transactions', from, to, format: 'csv' };
}

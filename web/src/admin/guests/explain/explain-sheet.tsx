import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type Explanation, explanationQuery } from '../../../entities/transaction/transaction.api';
import { gaveNothing } from '../../../entities/transaction/gave-nothing';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { SideSheet } from '../../../shared/ui/dialog';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import classes from './explain-sheet.module.css';
import { ExplainedLines, TouchedLots } from './explained-tables';
import { Inputs } from './inputs';
import { Verdict } from './verdict';

interface ExplainSheetProps {
  readonly transactionId: string;
  readonly onClose: () => void;
}

/** Why a transaction is as it is: what it was decided from, by which rules, and the same decision made now. */
export function ExplainSheet({ transactionId, onClose }: ExplainSheetProps) {
  const { t, language } = useTranslation('admin');
  const explanation = useQuery(explanationQuery(transactionId, language));
  return (
    <SideSheet title={t('explain.title')} size="xl" onClose={onClose}>
      <FailureNotice error={explanation.error} retry={explanation} />
      {explanation.isPending && <Text c="dimmed">{t('explain.loading')}</Text>}
      {explanation.data !== undefined && <Story explanation={explanation.data} />}
    </SideSheet>
  );
}

function Story({ explanation }: { readonly explanation: Explanation }) {
  const { t } = useTranslation('admin');
  const { summary, trace, lines, lots, tierBefore, tierAfter } = explanation;
  return (
    <Stack gap={24} pb={24}>
      {summary !== '' && (
        <Text fz={20} fw={650} lh={1.35}>
          {summary}
        </Text>
      )}
      <Verdict explanation={explanation} />
      {trace.length > 0 && (
        <section aria-label={t('explain.reasons')}>
          <h3 className={classes.heading}>{t('explain.reasons')}</h3>
          <ul className={classes.reasons}>
            {trace.map((line, index) => (
              <li key={`${line.rule}-${String(index)}`} data-nothing={gaveNothing(line)}>
                {line.reason}
              </li>
            ))}
          </ul>
        </section>
      )}
      {tierBefore !== tierAfter && tierBefore !== null && tierAfter !== null && (
        <Text fw={600}>{t('explain.tierMoved', { from: tierBefore, to: tierAfter })}</Text>
      )}
      {lines.length > 0 && <ExplainedLines lines={lines} />}
      {lots.length > 0 && <TouchedLots lots={lots} />}
      <Inputs explanation={explanation} />
    </Stack>
  );
}

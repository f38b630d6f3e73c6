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
      {explanation.isPending && <p className={classes.soft}>{t('explain.loading')}</p>}
      {explanation.data !== undefined && <Story explanation={explanation.data} />}
    </SideSheet>
  );
}

function Story({ explanation }: { readonly explanation: Explanation }) {
  const { t } = useTranslation('admin');
  const { summary, trace, lines, lots, tierBefore, tierAfter } = explanation;
  return (
    <div className={classes.story}>
      {summary !== '' && <p className={classes.summary}>{summary}</p>}
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
        <p className={classes.tier}>{t('explain.tierMoved', { from: tierBefore, to: tierAfter })}</p>
      )}
      {lines.length > 0 && <ExplainedLines lines={lines} />}
      {lots.length > 0 && <TouchedLots lots={lots} />}
      <Inputs explanation={explanation} />
    </div>
  );
}

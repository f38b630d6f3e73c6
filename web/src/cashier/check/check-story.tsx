import { Suspense, useEffect, useRef } from 'react';
import { lazyPart } from '../../shared/api/lazy-part';
import { useTranslation } from '../../shared/i18n/use-translation';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { useBalance } from '../guest/use-guest';
import { useTillWords } from '../words/use-till-words';
import type { CheckPartProps } from './check-part';
import classes from './check.module.css';
import { OpenSale } from './open-sale';
import { QuoteLines } from './quote-lines';

const QuoteCampaigns = lazyPart(() => import('./quote-campaigns').then((module) => module.QuoteCampaigns));

/** The figures of the check, and why it can't be recorded. */
export function CheckStory({ machine: { state, send }, check }: CheckPartProps) {
  const { t } = useTranslation('cashier');
  const words = useTillWords();
  const { guestId, quote, isCurrent, refusal } = check;
  const balance = useBalance(guestId);

  // On a phone the keypad covers a part of the page, so the quote is scrolled into view when a guest or figures arrive.
  const story = useRef<HTMLDivElement>(null);
  const hasQuote = quote !== null;
  useEffect(() => {
    if (guestId !== null) story.current?.scrollIntoView({ block: 'nearest' });
  }, [guestId, balance.isSuccess, hasQuote]);

  const { step } = state;
  const trouble = step.kind === 'ringing' ? step.trouble : null;
  const notKept = step.kind === 'unanswered' ? step.notKept : trouble?.kind === 'notKept' ? trouble.why : null;
  const isRefused = trouble?.kind === 'refused';
  const quoteError = isRefused || check.isOpen || refusal?.part !== null ? null : refusal.error;
  return (
    <div ref={story} className={classes.story}>
      {guestId === null ? (
        <p className={classes.hint}>{t('check.hintNobody')}</p>
      ) : (
        <QuoteLines quote={quote} isCurrent={isCurrent || (refusal !== null && refusal.part !== null)} />
      )}
      {quote !== null && (
        <Suspense>
          <QuoteCampaigns quote={quote} campaigns={balance.data?.campaigns ?? []} />
        </Suspense>
      )}
      {check.isOpen && (
        <OpenSale online={state.connection === 'online'} onPutAside={() => send({ kind: 'setAside' })} />
      )}
      {isRefused && <ProblemNotice words={words(trouble.error)} />}
      {notKept !== null && (
        <ProblemNotice
          words={{ title: t(`offline.notKept.${notKept}.title`), help: t(`offline.notKept.${notKept}.help`) }}
        />
      )}
      {quoteError !== null && <ProblemNotice words={words(quoteError)} />}
    </div>
  );
}

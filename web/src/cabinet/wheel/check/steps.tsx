import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type Digest, roundsBelow } from '../../../entities/wheel/wheel-draw.rules';
import type { PublicWheelEpoch } from '../../../entities/wheel/wheel.api';
import { useSpoken } from '../../../shared/i18n/spoken';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Loading } from '../../../shared/ui/loading';
import { Notice } from '../../../shared/ui/notice';
import { Panel } from '../../../shared/ui/page';
import { checkDraw, type CheckedDraw, isRight } from './check-draw.rules';
import type { TypedDraw } from './check-link.rules';
import classes from './check-page.module.css';

interface StepsProps {
  readonly epoch: PublicWheelEpoch & { readonly seed: string };
  readonly draw: TypedDraw;
}

/** Each step of a draw as this browser computes it, beside the value of the network. */
export function Steps({ epoch, draw }: StepsProps) {
  const { t } = useTranslation('cabinet');
  const checked = useQuery({
    queryKey: ['wheel-check', epoch.id, epoch.seed, epoch.odds, draw],
    queryFn: () => checkDraw(epoch, draw),
    staleTime: Infinity,
    retry: false,
    // Unreadable odds or an unreadable seed are a result, and no error of the page.
    throwOnError: false,
  });
  if (checked.isError)
    return <Notice tone="bad" title={t('wheelCheck.brokenTitle')} help={t('wheelCheck.brokenHelp')} />;
  if (checked.isPending) return <Loading />;
  const right = isRight(checked.data);
  return (
    <Panel title={t('wheelCheck.result')}>
      <p role="status" className={classes.verdict} data-right={right}>
        {t(right ? 'wheelCheck.right' : 'wheelCheck.wrong')}
      </p>
      <ol className={classes.steps}>
        <CommitmentStep epoch={epoch} checked={checked.data} />
        <DigestStep checked={checked.data} draw={draw} />
        <TicketStep checked={checked.data} />
        <PrizeStep checked={checked.data} />
      </ol>
    </Panel>
  );
}

function CommitmentStep({ epoch, checked }: { readonly epoch: StepsProps['epoch']; readonly checked: CheckedDraw }) {
  const { t } = useTranslation('cabinet');
  return (
    <Step title={t('wheelCheck.step.commitment')}>
      <p className={classes.text}>{t('wheelCheck.commitmentText')}</p>
      <Bytes label={t('wheelCheck.seed')} text={epoch.seed} />
      <details className={classes.more}>
        <summary>{t('wheelCheck.oddsText')}</summary>
        <code className={classes.bytes}>{epoch.odds}</code>
      </details>
      <Bytes label={t('wheelCheck.computed')} text={checked.commitment} />
      <Bytes label={t('wheelCheck.published')} text={epoch.commitment} />
      <Agrees is={checked.agrees.commitment} yes={t('wheelCheck.equal')} no={t('wheelCheck.unequal')} />
      <Agrees is={checked.agrees.noted} yes={t('wheelCheck.notedEqual')} no={t('wheelCheck.notedUnequal')} />
    </Step>
  );
}

function DigestStep({
  checked: { digests, total },
  draw,
}: {
  readonly checked: CheckedDraw;
  readonly draw: TypedDraw;
}) {
  const { t } = useTranslation('cabinet');
  return (
    <Step title={t('wheelCheck.step.digest')}>
      <p className={classes.text}>{t('wheelCheck.digestText', { number: draw.number })}</p>
      {digests.map((digest) => (
        <OneDigest key={digest.counter} digest={digest} total={total} />
      ))}
    </Step>
  );
}

function OneDigest({
  digest: { counter, text, digest, value, ticket },
  total,
}: {
  readonly digest: Digest;
  readonly total: number;
}) {
  const { t } = useTranslation('cabinet');
  return (
    <>
      <Bytes label={t('wheelCheck.hashed', { counter })} text={text} />
      <Bytes label={t('wheelCheck.digest')} text={digest} />
      <p className={classes.text}>
        {t(ticket === null ? 'wheelCheck.rejected' : 'wheelCheck.taken', { value, below: roundsBelow(total) })}
      </p>
    </>
  );
}

function TicketStep({ checked: { digests, total, ticket, agrees } }: { readonly checked: CheckedDraw }) {
  const { t } = useTranslation('cabinet');
  return (
    <Step title={t('wheelCheck.step.ticket')}>
      <p className={classes.text}>{t('wheelCheck.ticketText', { value: digests.at(-1)?.value ?? 0, total, ticket })}</p>
      <Agrees is={agrees.ticket} yes={t('wheelCheck.ticketEqual')} no={t('wheelCheck.ticketUnequal')} />
    </Step>
  );
}

function PrizeStep({ checked }: { readonly checked: CheckedDraw }) {
  const { t } = useTranslation('cabinet');
  const spoken = useSpoken();
  const { drawn, given, fallback, first, last, agrees } = checked;
  const isInPlace = given !== undefined && given !== drawn && given === fallback;
  return (
    <Step title={t('wheelCheck.step.prize')}>
      <p className={classes.text}>{t('wheelCheck.prizeText', { name: spoken(drawn.name), first, last })}</p>
      {fallback !== undefined && fallback !== drawn && !isInPlace && (
        <p className={classes.soft}>{t('wheelCheck.fallbackText', { name: spoken(fallback.name) })}</p>
      )}
      {isInPlace ? (
        <p className={classes.text}>{t('wheelCheck.inPlace', { name: spoken(given.name) })}</p>
      ) : (
        <Agrees is={agrees.given} yes={t('wheelCheck.givenEqual')} no={t('wheelCheck.givenUnequal')} />
      )}
    </Step>
  );
}

function Step({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <li className={classes.step}>
      <h3>{title}</h3>
      {children}
    </li>
  );
}

function Bytes({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <>
      <p className={classes.label}>{label}</p>
      <code className={classes.bytes}>{text}</code>
    </>
  );
}

interface AgreesProps {
  /** Null: there is nothing to compare with. */
  readonly is: boolean | null;
  readonly yes: string;
  readonly no: string;
}

function Agrees({ is, yes, no }: AgreesProps) {
  if (is === null) return null;
  return (
    <p className={classes.agrees} data-right={is}>
      {is ? yes : no}
    </p>
  );
}

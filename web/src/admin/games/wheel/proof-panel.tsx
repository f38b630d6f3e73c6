import { useQuery } from '@tanstack/react-query';
import { commitmentOf } from '../../../entities/wheel/wheel-draw.rules';
import type { WheelEpoch } from '../../../entities/wheel/wheel.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useNetwork } from '../../../shared/network/network';
import { Panel } from '../../../shared/ui/page';
import classes from './wheel.module.css';

/** The commitment of an epoch and, when it has ended, the seed; the browser computes the commitment again. */
export function ProofPanel({ epoch }: { readonly epoch: WheelEpoch }) {
  const { t } = useTranslation('admin');
  const { code } = useNetwork();
  const { id, commitment, seed } = epoch;
  return (
    <Panel title={t('wheel.proof')}>
      <p className={classes.text}>{t('wheel.commitmentHelp')}</p>
      <code className={classes.bytes}>{commitment}</code>
      {seed === null ? (
        <p className={classes.soft}>{t('wheel.seedLater')}</p>
      ) : (
        <>
          <p className={classes.text}>{t('wheel.seedHelp')}</p>
          <code className={classes.bytes}>{seed}</code>
          <Recomputed epoch={epoch} seed={seed} />
          <a href={`/cabinet/${code}/wheel/check#${new URLSearchParams({ epoch: id }).toString()}`}>
            {t('wheel.toCheck')}
          </a>
        </>
      )}
    </Panel>
  );
}

interface RecomputedProps {
  readonly epoch: WheelEpoch;
  readonly seed: string;
}

function Recomputed({ epoch: { id, odds, commitment }, seed }: RecomputedProps) {
  const { t } = useTranslation('admin');
  const computed = useQuery({
    queryKey: ['wheel-commitment', id, seed, odds],
    queryFn: () => commitmentOf({ id, seed, odds }),
    enabled: window.isSecureContext,
    staleTime: Infinity,
  });
  if (!window.isSecureContext) return <p className={classes.soft}>{t('wheel.insecure')}</p>;
  if (computed.data === undefined) return null;
  return (
    <p role="status" className={classes.text}>
      {t(computed.data === commitment ? 'wheel.agrees' : 'wheel.disagrees')}
    </p>
  );
}

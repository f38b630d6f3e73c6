import { useQuery } from '@tanstack/react-query';
import { ownWheelQuery } from '../../entities/guest-account/guest-account.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { PageHead } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { useGuestId } from '../frame/use-guest-id';
import { OwnDraws } from './own-draws';
import { SpinDesk } from './spin-desk';
import { Terms } from './terms';
import classes from './wheel-page.module.css';

/** The wheel with its published odds, the spins that the guest has, and the guest's own draws. */
export function WheelPage() {
  const { t, language } = useTranslation('cabinet');
  const guestId = useGuestId();
  const wheel = useQuery(ownWheelQuery(guestId, language));
  return (
    <>
      <PageHead title={t('wheel.title')} sub={t('wheel.sub')} />
      <FailureNotice error={wheel.error} retry={wheel} />
      {wheel.isPending && <Loading />}
      {wheel.data?.epoch === null && <Notice title={t('wheel.offTitle')} help={t('wheel.offHelp')} />}
      {wheel.data != null && (
        <>
          {wheel.data.epoch !== null && (
            <div className={classes.columns}>
              <SpinDesk epoch={wheel.data.epoch} spins={wheel.data.spins} />
              <Terms epoch={wheel.data.epoch} />
            </div>
          )}
          {(wheel.data.epoch !== null || wheel.data.draws.length > 0) && <OwnDraws draws={wheel.data.draws} />}
        </>
      )}
    </>
  );
}

import { Link } from 'react-router';
import type { Redemption } from '../../entities/redemption/redemption.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { GuestName } from '../../entities/guest/guest-name';
import { useGuestNames } from '../../entities/guest/use-guest-names';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';

/** The uses of a coupon, newest first, with their state. */
export function CouponUses({ uses }: { readonly uses: readonly Redemption[] }) {
  const { t } = useTranslation('admin');
  const nameOf = useGuestNames(uses.map(({ guestId }) => guestId));
  return (
    <DataTable
      caption={t('coupon.uses')}
      rows={uses}
      rowKey={({ id }) => id}
      empty={null}
      columns={[
        {
          title: t('coupon.guest'),
          cell: ({ guestId }) => (
            <Link to={`/guests/${guestId}`}>
              <GuestName name={nameOf(guestId)} unnamed={t('redeemed.openGuest')} />
            </Link>
          ),
        },
        { of: 'createdAt', title: t('redeemed.at'), as: 'dateTime' },
        {
          of: 'status',
          title: t('redeemed.state'),
          meanings: STATUS_MEANINGS.redemption,
          words: (status) => t(`redeemed.status.${status}`),
        },
      ]}
    />
  );
}

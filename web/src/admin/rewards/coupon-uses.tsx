import { Link } from 'react-router';
import type { Redemption } from '../../entities/redemption/redemption.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { GuestName } from '../../entities/guest/guest-name';
import { useGuestNames } from '../../entities/guest/use-guest-names';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { StatusBadge } from '../../shared/ui/status-badge';

/** The uses of a coupon, newest first, with their state. */
export function CouponUses({ uses }: { readonly uses: readonly Redemption[] }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const nameOf = useGuestNames(uses.map(({ guestId }) => guestId));
  return (
    <DataTable
      caption={t('coupon.uses')}
      rows={uses}
      rowKey={({ id }) => id}
      empty={null}
      columns={[
        {
          key: 'guest',
          title: t('coupon.guest'),
          cell: ({ guestId }) => (
            <Link to={`/guests/${guestId}`}>
              <GuestName name={nameOf(guestId)} unnamed={t('redeemed.openGuest')} />
            </Link>
          ),
        },
        { key: 'at', title: t('redeemed.at'), cell: ({ createdAt }) => format.dateTime(createdAt) },
        {
          key: 'status',
          title: t('redeemed.state'),
          cell: ({ status }) => (
            <StatusBadge meaning={STATUS_MEANINGS.redemption[status]}>{t(`redeemed.status.${status}`)}</StatusBadge>
          ),
        },
      ]}
    />
  );
}

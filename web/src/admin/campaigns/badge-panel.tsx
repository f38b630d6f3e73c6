import { useQueryClient } from '@tanstack/react-query';
import { BadgePicture } from '../../entities/campaign/badge-picture';
import type { CampaignDetail } from '../../entities/campaign/campaign.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { actOf, keyOf } from '../../shared/api/calls';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help, Panel } from '../../shared/ui/page';
import { PictureField } from '../../entities/picture/picture-field';

/** The badge that a campaign gives, with the picture that takes the place of its icon; nothing where it gives none. */
export function BadgePanel({ campaign: { id, document, badgePicture } }: { readonly campaign: CampaignDetail }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const mayManage = useMayManage('campaigns.manage');
  const badge = document.challenge?.payouts.flatMap((payout) => ('badge' in payout ? [payout.badge] : []))[0];
  if (badge === undefined) return null;
  const drawn = <BadgePicture icon={badge.icon} colour={badge.colour} picture={badgePicture} />;
  return (
    <Panel title={t('campaigns.badgePicture')}>
      {mayManage ? (
        <>
          <Help>{t('campaigns.badgePictureHelp')}</Help>
          <PictureField
            form="BADGE"
            picture={badgePicture}
            put={actOf('PUT', '/api/campaigns/{id}/badge-picture', { id })}
            remove={actOf('DELETE', '/api/campaigns/{id}/badge-picture', { id })}
            onChanged={() => queries.invalidateQueries({ queryKey: keyOf('/api/campaigns') })}
            instead={drawn}
          />
        </>
      ) : (
        drawn
      )}
    </Panel>
  );
}

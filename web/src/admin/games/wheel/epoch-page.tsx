import { useParams } from 'react-router';
import { getWheelEpoch } from '../../../shared/api/operations';
import { DetailPage } from '../../../shared/described/detail-page';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { EpochPanels } from './epoch-panels';

/** One epoch of the wheel, with its seed when it has ended. */
export function EpochPage() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { epochId = '' } = useParams();
  return (
    <DetailPage
      of={getWheelEpoch}
      params={{ id: epochId }}
      back={{ to: '/games/wheel', text: t('wheel.back') }}
      title={({ openedAt }) => t('wheel.epochTitle', { opened: format.dateTime(openedAt) })}
      sub={({ endedAt }) =>
        endedAt === null ? t('wheel.runs') : t('wheel.endedSub', { ended: format.dateTime(endedAt) })
      }
    >
      {(epoch) => <EpochPanels epoch={epoch} />}
    </DetailPage>
  );
}

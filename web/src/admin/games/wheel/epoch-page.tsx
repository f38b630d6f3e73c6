import { useQuery } from '@tanstack/react-query';
import { ask } from '../../../shared/api/calls';
import { useParams } from 'react-router';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Loading } from '../../../shared/ui/loading';
import { BackLink, PageHead } from '../../../shared/ui/page';
import { ReadFailure } from '../../../shared/ui/read-failure';
import { EpochPanels } from './epoch-panels';

/** One epoch of the wheel, with its seed when it has ended. */
export function EpochPage() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { epochId = '' } = useParams();
  const epoch = useQuery(ask('/api/wheel/epochs/{id}', { id: epochId }));
  if (epoch.isError) return <ReadFailure isPage reading={epoch} />;
  if (epoch.isPending) return <Loading />;
  const { openedAt, endedAt } = epoch.data;
  const opened = format.dateTime(openedAt);
  return (
    <>
      <BackLink to="/games/wheel">{t('wheel.back')}</BackLink>
      <PageHead
        title={t('wheel.epochTitle', { opened })}
        sub={endedAt === null ? t('wheel.runs') : t('wheel.endedSub', { ended: format.dateTime(endedAt) })}
      />
      <EpochPanels epoch={epoch.data} />
    </>
  );
}

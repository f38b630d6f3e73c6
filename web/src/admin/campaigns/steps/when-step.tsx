import { useMistakeText, useValue } from '../../../shared/document/document-context';
import { PartsOf } from '../../../shared/document/parts';
import { useTranslation } from '../../../shared/i18n/use-translation';
import type { EditedCampaign } from '../document/campaign-document.rules';
import { Exceptions } from './exceptions';
import { More } from './more';

const SCHEDULE = ['schedule'];

/** Begin, end, days and hours, in the network's time; behind a line the days that are left out. */
export function WhenStep() {
  const { t } = useTranslation('admin');
  const { exceptions } = useValue<EditedCampaign['schedule']>(SCHEDULE);
  const mistake = useMistakeText([...SCHEDULE, 'exceptions'], true);
  return (
    <>
      <PartsOf path={SCHEDULE} beside={['exceptions']} />
      <More label={t('campaigns.more.when')} isUsed={exceptions.length > 0 || mistake !== undefined}>
        <Exceptions path={[...SCHEDULE, 'exceptions']} />
      </More>
    </>
  );
}

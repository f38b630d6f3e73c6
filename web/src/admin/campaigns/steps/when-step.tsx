import { useMistakeText, useValue } from '../../../shared/document/document-context';
import { Field } from '../../../shared/document/field';
import { PartsOf } from '../../../shared/document/parts';
import { useTranslation } from '../../../shared/i18n/use-translation';
import type { EditedCampaign } from '../document/campaign-document.rules';
import { Exceptions } from './exceptions';
import { More } from './more';

const SCHEDULE = ['schedule'];
const EXCEPTIONS = [...SCHEDULE, 'exceptions'];
/** For how many days a repetition goes on; the layout leaves it to this step. */
const LENGTH = [...SCHEDULE, 'recurrence', 'days'];

/** Begin, end, days and hours, in the network's time; behind a line the length of a repetition and the days that are left out. */
export function WhenStep() {
  const { t } = useTranslation('admin');
  const { recurrence, exceptions } = useValue<EditedCampaign['schedule']>(SCHEDULE);
  const mistakes = [useMistakeText(LENGTH), useMistakeText(EXCEPTIONS, true)];
  const isLonger = recurrence !== null && recurrence.days !== 1;
  const isUsed = isLonger || exceptions.length > 0 || mistakes.some((mistake) => mistake !== undefined);
  return (
    <>
      <PartsOf path={SCHEDULE} beside={['exceptions']} />
      <More label={t('campaigns.more.when')} isUsed={isUsed}>
        {recurrence !== null && <Field path={LENGTH} />}
        <Exceptions path={EXCEPTIONS} />
      </More>
    </>
  );
}

import { useSession } from '../../../entities/session/session';
import type { Program } from '../../../entities/program/program.api';
import { useColleagueNames } from '../../../entities/staff/use-colleague-names';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import classes from './publication-notice.module.css';
import { TakeBack } from './take-back';

/** Above a draft: that it waits and so can only be read, or who took it back or rejected it. */
export function PublicationNotice({ program }: { readonly program: Program }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const nameOf = useColleagueNames();
  const session = useSession();
  const { publication, status } = program;
  if (status !== 'DRAFT' || publication === null) return null;
  if (publication.status === 'AWAITING_APPROVAL') {
    const isOwn = 'user' in session && session.user.id === publication.requestedBy;
    const asked = { who: nameOf(publication.requestedBy), at: format.dateTime(publication.requestedAt) };
    return (
      <div className={classes.notice} role="status">
        <p>
          {t('program.awaiting.asked', asked)} {t('program.awaiting.readOnly')}
        </p>
        {isOwn && <TakeBack program={program} />}
      </div>
    );
  }
  const decided = {
    who: nameOf(publication.decidedBy),
    at: format.dateTime(publication.decidedAt ?? publication.requestedAt),
  };
  return (
    <div className={classes.notice} role="status">
      <p>
        {publication.status === 'WITHDRAWN'
          ? t('program.awaiting.takenBack', decided)
          : t('program.awaiting.rejectedBy', {
              ...decided,
              reason: publication.reason ?? t('program.awaiting.noReason'),
            })}
      </p>
    </div>
  );
}

import { queryOptions, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api/client';
import { useTranslation } from '../i18n/use-translation';
import classes from './product-version.module.css';

const versionQuery = queryOptions({
  queryKey: ['health', 'version'],
  // An upgraded server is unreachable for a moment, after which everything is requested again.
  staleTime: Infinity,
  queryFn: async ({ signal }): Promise<string | null> => {
    const health: { readonly status: string; readonly version?: string } = await answerOf(
      api.GET('/api/health', { signal }),
    );
    return health.version ?? null;
  },
});

/** The server's version, for people who report a problem; nothing while it is unknown. */
export function ProductVersion({ className = '' }: { readonly className?: string | undefined }) {
  const { t } = useTranslation();
  const { data: version } = useQuery(versionQuery);
  if (version == null) return null;
  return <p className={`${classes.version ?? ''} ${className}`}>{t('version', { version })}</p>;
}

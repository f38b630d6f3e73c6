{{- define "loyalty.labels" -}}
app.kubernetes.io/name: loyalty-platform
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
loyalty-platform/cell: {{ .Values.cell.name | quote }}
{{- end }}

{{- define "loyalty.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "loyalty.environment" -}}
envFrom:
  - configMapRef:
      name: {{ .Release.Name }}-settings
  - secretRef:
      name: {{ .Values.secretName }}
{{- end }}

{{- define "loyalty.databases" -}}
- name: DATABASE_URL
  valueFrom:
    secretKeyRef:
      name: {{ .Values.database.secretName | default (printf "%s-database-app" .Release.Name) }}
      key: {{ .Values.database.secretKey }}
{{- if .Values.cell.directoryUrlSecret }}
- name: DIRECTORY_URL
  valueFrom:
    secretKeyRef:
      name: {{ .Values.cell.directoryUrlSecret }}
      key: DIRECTORY_URL
{{- end }}
{{- if .Values.clickhouse.enabled }}
- name: WAREHOUSE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .Values.clickhouse.secretName }}
      key: CLICKHOUSE_PASSWORD
- name: CLICKHOUSE_URL
  value: http://loyalty:$(WAREHOUSE_PASSWORD)@clickhouse-{{ .Release.Name }}-warehouse:8123
{{- end }}
{{- end }}

{{- define "loyalty.pod" -}}
automountServiceAccountToken: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- if .Values.image.pullSecrets }}
imagePullSecrets:
{{ toYaml .Values.image.pullSecrets | indent 2 }}
{{- end }}
{{- end }}

{{- define "loyalty.container" -}}
image: {{ include "loyalty.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{ include "loyalty.environment" . }}
{{- end }}

{{- define "loyalty.probes" -}}
startupProbe:
  httpGet:
    path: /api/health
    port: http
  periodSeconds: 2
  failureThreshold: 150
livenessProbe:
  httpGet:
    path: /api/health
    port: http
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet:
    path: /api/health/ready
    port: http
  periodSeconds: 2
  timeoutSeconds: 3
  failureThreshold: 2
{{- end }}

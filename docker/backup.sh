#!/bin/sh
# Makes a backup each day at BACKUP_AT (UTC) and keeps the newest BACKUPS_KEPT; one that failed is tried again.
set -u
folder=${BACKUP_FOLDER:-/backups}
at=${BACKUP_AT:-03:00}
kept=${BACKUPS_KEPT:-14}
while :; do
  now=$(date -u +%s)
  next=$(date -u -d "today $at" +%s)
  [ "$next" -gt "$now" ] || next=$(date -u -d "tomorrow $at" +%s)
  sleep $((next - now))
  # Of a container that was killed while it made one.
  rm -rf "$folder"/*.partial
  until node scripts/cli.mjs --prebuilt backup create "$folder/$(date -u +%Y-%m-%dT%H-%M-%S)"; do
    echo 'The backup failed and is tried again in ten minutes.' >&2
    sleep 600
  done
  ls -1d "$folder"/2*T* | sort -r | tail -n "+$((kept + 1))" | xargs -r rm -rf
done

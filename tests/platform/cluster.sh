# shellcheck shell=bash
# Private PostgreSQL clusters: a primary and its streaming standby in one folder, Unix sockets only.
# Sourced by ./platform. Everything here is told its folder and port; nothing is looked up in the environment.

# cluster_find: the newest PostgreSQL from 15 on goes to $PG_BIN, or a message to stderr.
cluster_find() {
    local bin version best=0
    for bin in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/local/pgsql/bin; do
        [[ -x $bin/initdb && -x $bin/postgres ]] || continue
        version=$("$bin/postgres" --version)
        version=${version#*(PostgreSQL) }
        version=${version%%[!0-9]*}
        if [[ $version && $version -ge 15 && $version -gt $best ]]; then
            best=$version
            PG_BIN=$bin
        fi
    done
    if [[ $best = 0 ]]; then
        echo "no PostgreSQL 15 or later in /usr/lib/postgresql; Debian: apt-get install postgresql-15" >&2
        return 1
    fi
}

# cluster_user: PostgreSQL refuses to run as root. As root, its servers run as the package's user.
cluster_user() {
    SERVER_USER=
    if [[ $EUID = 0 ]]; then
        SERVER_USER=postgres
        if ! id -u "$SERVER_USER" >/dev/null 2>&1; then
            echo "running as root, and there is no user $SERVER_USER to run PostgreSQL as" >&2
            return 1
        fi
    fi
}

# as_server COMMAND...: as the user that the servers run as, in a folder that it may enter.
as_server() {
    if [[ $SERVER_USER ]]; then
        (cd / && exec setpriv --reuid="$SERVER_USER" --regid="$(id -g "$SERVER_USER")" --init-groups -- "$@")
    else
        (cd / && exec "$@")
    fi
}

# cluster_init HOME PORT SOCKETS: an empty primary in HOME/primary.
# Nothing here has to outlive a power cut, so nothing waits for the disk. A commit is written out at once all the
# same: the standby, for which tests wait, gets no more than that, and else got it up to 0.2 s later.
cluster_init() {
    local home=$1 port=$2 sockets=$3
    as_server "$PG_BIN/initdb" -D "$home/primary" -U postgres -A trust -E UTF8 --locale=C.UTF-8 \
        --no-sync --no-instructions >"$home/initdb.log" 2>&1 || return
    # Who sits in the audit room proves it; the lock of the console asks the server again.
    as_server sed -i '1i local all +slatop_audit scram-sha-256' "$home/primary/pg_hba.conf" || return
    as_server tee -a "$home/primary/postgresql.conf" >/dev/null <<END
listen_addresses = ''
unix_socket_directories = '$sockets'
port = $port
timezone = 'UTC'
log_timezone = 'UTC'
max_connections = 40
shared_buffers = 128MB
maintenance_work_mem = 128MB
fsync = off
full_page_writes = off
wal_level = replica
max_wal_senders = 4
max_replication_slots = 4
max_wal_size = 4GB
min_wal_size = 64MB
checkpoint_timeout = 15min
wal_receiver_status_interval = 1s
wal_retrieve_retry_interval = 500ms
hot_standby_feedback = on
jit = off
logging_collector = off
log_line_prefix = '%m [%p] %u '
END
}

# cluster_start HOME WHICH: WHICH is primary or replica. Returns when it takes connections.
cluster_start() {
    as_server "$PG_BIN/pg_ctl" -D "$1/$2" -l "$1/$2.log" -s -w -t 60 start </dev/null
}

# cluster_stop HOME WHICH: at once, as its data are thrown away. Not running, or not there, is fine.
cluster_stop() {
    as_server test -s "$1/$2/postmaster.pid" || return 0
    as_server "$PG_BIN/pg_ctl" -D "$1/$2" -s -w -t 30 -m immediate stop </dev/null >/dev/null 2>&1 || return 0
}

# cluster_runs HOME WHICH
cluster_runs() {
    as_server "$PG_BIN/pg_ctl" -D "$1/$2" -s status </dev/null >/dev/null 2>&1
}

# cluster_copy HOME PORT SOCKETS PRIMARY_PORT: a standby in HOME/replica that streams from the primary. The
# slot keeps what the standby has not had yet, however long it is down.
cluster_copy() {
    local home=$1 port=$2 sockets=$3 primary_port=$4
    as_server "$PG_BIN/pg_basebackup" -D "$home/replica" -d "host=$sockets port=$primary_port user=postgres" \
        -c fast -X stream -R -C -S standby --no-sync --no-manifest >"$home/basebackup.log" 2>&1 || return
    as_server tee -a "$home/replica/postgresql.conf" >/dev/null <<<"port = $port"
}

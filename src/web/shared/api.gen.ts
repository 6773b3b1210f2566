// Written by scripts/types from the API's document. Do not edit.

export interface paths {
    "/api/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The workspace's agents
         * @description In order of their ids. `queues` are their own, without their teams'.
         */
        get: operations["get_agents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{agent}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One agent
         * @description Its ETag is what an edit names.
         */
        get: operations["get_agents_agent"];
        /**
         * Makes or changes an agent
         * @description What they hold stays theirs; queues and capacity count from the next choice on.
         */
        put: operations["put_agents_agent"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{agent}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes an agent ready, or sends them away
         * @description The agent's console reads whose word it was. A reason is one of the workspace's, if it has settled on any.
         */
        post: operations["post_agents_agent_state"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The workspace's API keys
         * @description Revoked and expired ones too, in order of their names.
         */
        get: operations["get_api_keys"];
        put?: never;
        /**
         * Makes an API key
         * @description The key is shown this once; only its hash is kept.
         */
        post: operations["post_api_keys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revokes an API key
         * @description From now on it is refused.
         */
        delete: operations["delete_api_keys_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The audit log
         * @description Who did what, the newest first.
         */
        get: operations["get_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bootstrap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Founds the first workspace
         * @description Answered only by a server whose data folder is empty; until then every other operation answers 503 not_bootstrapped. The first person is its owner.
         */
        post: operations["post_bootstrap"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/callers/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase a caller
         * @description Takes a number, however it is spelled, out of every telephone call: with it goes everything reported of those calls that is not plain fact, and their recordings' addresses. A call that goes on keeps nothing of it from then on. Cannot be undone; ask again should this time out.
         */
        post: operations["post_callers_erase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Telephone calls, newest first
         * @description Filters are joined by and. Who may see only their own sees calls they are in and calls of their queues. Numbers are masked for whoever may not see them.
         */
        get: operations["get_calls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One telephone call
         * @description With `at`, as it was at that instant, or after that event: rebuilt from its journal by the rules themselves.
         */
        get: operations["get_calls_call"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything known of a call
         * @description Each report as it was sent, and what followed from it: `next` and `after` are sequence numbers.
         */
        get: operations["get_calls_call_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Customers
         * @description The newest first. `q` finds by part of a name, an address or a number, or by key.
         */
        get: operations["get_customers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{customer}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One customer
         * @description With their identities. The ETag is what an edit names. Who does not see everybody sees customers whose session they may open.
         */
        get: operations["get_customers_customer"];
        /**
         * Edit a customer
         * @description Replaces name, address, number and attributes.
         */
        put: operations["put_customers_customer"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{customer}/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A customer's telephone calls, newest first
         * @description Calls with the number of their record, at most 50; for whoever may see the record. Numbers are masked as everywhere.
         */
        get: operations["get_customers_customer_calls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{customer}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase a person
         * @description Closes their sessions and deletes what they said and who they are; cannot be undone. Goes on, also after a restart, should this time out.
         */
        post: operations["post_customers_customer_erase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{customer}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything held on a person
         * @description Record, identities, sessions with what was said, attachments.
         */
        get: operations["get_customers_customer_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{customer}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Link an identity
         * @description Says that it is this customer's. Unlinking takes it back.
         */
        post: operations["post_customers_customer_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{customer}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A customer's sessions
         * @description Over all their identities, the newest first.
         */
        get: operations["get_customers_customer_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{customer}/unlink": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unlink an identity
         * @description It returns to the record it began with.
         */
        post: operations["post_customers_customer_unlink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The workspace's flows
         * @description In order of their ids.
         */
        get: operations["get_flows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{flow}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One flow
         * @description Its ETag is what publishing a version of it names; "0" before the first.
         */
        get: operations["get_flows_flow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{flow}/published": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Publishes a version, or rolls back to one
         * @description New sessions begin with it; If-None-Match: * where nothing was published before.
         */
        put: operations["put_flows_flow_published"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{flow}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A flow's versions
         * @description Oldest first.
         */
        get: operations["get_flows_flow_versions"];
        put?: never;
        /**
         * Keeps a draft as the next version
         * @description What is wrong with it is listed and keeps it from being published, not from being kept.
         */
        post: operations["post_flows_flow_versions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{flow}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One version of a flow
         * @description With the script and what is wrong with it.
         */
        get: operations["get_flows_flow_versions_version"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{flow}/versions/{version}/dry-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tries a version out
         * @description What it would say to these texts, one after another, without a session. A draft can be tried, too.
         */
        post: operations["post_flows_flow_versions_version_dry_runs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every agent, live
         * @description Who is ready, reachable, busy. In order of their ids.
         */
        get: operations["get_live_agents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live/agents/{agent}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One agent, live */
        get: operations["get_live_agents_agent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live/alarms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the server finds wrong with itself
         * @description What has not held for a while and does not hold now, with the subject's last events by number. Nobody's words.
         */
        get: operations["get_live_alarms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every queue, live
         * @description Who waits, for how long, who works. In order of their ids.
         */
        get: operations["get_live_queues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live/queues/{queue}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One queue, live */
        get: operations["get_live_queues_queue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who one is */
        get: operations["get_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One's letters
         * @description Whether a mail tells one that a customer waits.
         */
        get: operations["get_me_letters"];
        put?: never;
        /**
         * Chooses letters
         * @description One in five minutes at most, while one is not at work, about customers of the queues one serves. Nothing a customer said is in it. One's own choice comes before the installation's list.
         */
        post: operations["post_me_letters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Another password
         * @description Needs the old one. Every other sign-in of the person ends.
         */
        post: operations["post_me_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begins a second factor
         * @description It counts once its first code has come (POST /me/second-factor/confirmation).
         */
        post: operations["post_me_second_factor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factor/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirms a second factor
         * @description Every other sign-in of the person ends.
         */
        post: operations["post_me_second_factor_confirmation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factor/removal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Removes the second factor
         * @description Every other sign-in of the person ends.
         */
        post: operations["post_me_second_factor_removal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sign-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's sign-ins */
        get: operations["get_me_sign_ins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sign-ins/{sign_in}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Ends a sign-in of one's own
         * @description And closes the sockets opened with it.
         */
        delete: operations["delete_me_sign_ins_sign_in"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outbox/set-aside": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Owed messages that failed too often
         * @description They are kept and not tried again; what they say is not shown.
         */
        get: operations["get_outbox_set_aside"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/password-by-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sets a password by a one-time link
         * @description Of an invitation or a reset. Every sign-in of the person ends.
         */
        post: operations["post_password_by_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The workspace's people
         * @description Who may sign in, in order of their names.
         */
        get: operations["get_people"];
        put?: never;
        /**
         * Invites somebody
         * @description Answers with a one-time link to set a password with, shown this once. Only an owner makes owners. To take chats, the person is configured as an agent under the same name.
         */
        post: operations["post_people"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{person}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One person */
        get: operations["get_people_person"];
        /**
         * Changes somebody's login, role or standing
         * @description Another role or standing ends their sign-ins and closes their sockets. The last owner stays one.
         */
        put: operations["put_people_person"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{person}/reset-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A one-time link to set another password
         * @description Older links of the person no longer count.
         */
        post: operations["post_people_person_reset_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{person}/sign-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Somebody's sign-ins
         * @description The last used first.
         */
        get: operations["get_people_person_sign_ins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{person}/sign-ins/{sign_in}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Ends a sign-in of somebody
         * @description And closes the sockets opened with it.
         */
        delete: operations["delete_people_person_sign_ins_sign_in"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platforms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The workspace's platforms
         * @description In order of their ids.
         */
        get: operations["get_platforms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platforms/{platform}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One platform
         * @description Its ETag is what an edit names.
         */
        get: operations["get_platforms_platform"];
        /**
         * Makes or changes a platform
         * @description `workspace` must be the caller's own. Open sessions go by the new settings from their next step on; the version of the flow they began with stays theirs.
         */
        put: operations["put_platforms_platform"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platforms/{platform}/availability": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether a platform's customers would be served now
         * @description What the platform's own public address tells customers' pages.
         */
        get: operations["get_platforms_platform_availability"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platforms/{platform}/site-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Keys of a platform's site
         * @description Without their secrets; revoked ones too.
         */
        get: operations["get_platforms_platform_site_keys"];
        put?: never;
        /**
         * Make a key for a site
         * @description The secret is shown in this answer and never again.
         */
        post: operations["post_platforms_platform_site_keys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platforms/{platform}/site-keys/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a key
         * @description Its tokens count for nothing from now on; who was identified by them stays.
         */
        delete: operations["delete_platforms_platform_site_keys_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is in quarantine
         * @description Subjects that failed too often: why, and how many commands wait, safe, for their release.
         */
        get: operations["get_quarantine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quarantine/releases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lets a subject go on
         * @description Its commands are carried out in the order they came. It may fail again, and is then set aside again.
         */
        post: operations["post_quarantine_releases"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The workspace's queues
         * @description In order of their ids.
         */
        get: operations["get_queues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queues/{queue}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One queue
         * @description Its ETag is what an edit names.
         */
        get: operations["get_queues_queue"];
        /**
         * Makes or changes a queue
         * @description The queue works by its new settings from its next step on.
         */
        put: operations["put_queues_queue"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queues/{queue}/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why a queue chose whom
         * @description Oldest first, from any place on: `next` and `after` are places in the queue's journal. Where nobody could be asked, that too is recorded, once until the reasons change.
         */
        get: operations["get_queues_queue_decisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How long what is kept
         * @description The defaults where nothing was set.
         */
        get: operations["get_retention"];
        /**
         * Set how long what is kept
         * @description What is older is forgotten within the hour, and for good.
         */
        put: operations["put_retention"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sessions, newest first
         * @description Filters are joined by and. Who may see only their own sees what they serve, what waits for them, and what they served once nobody serves it any more.
         */
        get: operations["get_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One session
         * @description With `at`, as it was after that event: rebuilt from its journal by the rules themselves.
         */
        get: operations["get_sessions_session"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{session}/customer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The customer of a session
         * @description Their record with how each identity is known, what is open now, and a page of all their sessions, the newest first. For whoever may open the session; others leave a line in the audit log.
         */
        get: operations["get_sessions_session_customer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{session}/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why a session came to whom
         * @description What its queues decided about it lately, oldest first. Who may not see the queues' records reads what was decided about themselves, and how many others there were.
         */
        get: operations["get_sessions_session_decisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{session}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A session's journal
         * @description Every event in order, from any place on: `next` and `after` are sequence numbers.
         */
        get: operations["get_sessions_session_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{session}/hand-to-bot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives a session to the bot
         * @description A group of flows can be named; `end` is the polite end.
         */
        post: operations["post_sessions_session_hand_to_bot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{session}/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Uploads a picture for a session
         * @description The body is the file. Its id is good for a day, in this session, for whoever uploaded it: `say` with `imageId` on the console's socket shows it to the customer.
         */
        post: operations["post_sessions_session_images"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{session}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Puts a note for staff to a session
         * @description No customer is ever sent one.
         */
        post: operations["post_sessions_session_notes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{session}/put-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Puts a session back to its place in the queue
         * @description Taken from whoever serves it.
         */
        post: operations["post_sessions_session_put_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{session}/transcript": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What customer and staff said to one another
         * @description What the customer may see, in order: `next` and `after` are the customer's numbers.
         */
        get: operations["get_sessions_session_transcript"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{session}/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives a session to another queue, or to an agent
         * @description Whom an agent serves only that agent gives on.
         */
        post: operations["post_sessions_session_transfers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Signs in
         * @description Sets the cookie __Host-switchboard, or answers with a token for Authorization: Bearer. For the cookie, X-Switchboard: 1 must be sent. After five wrong tries there is a pause that doubles (429, Retry-After).
         */
        post: operations["post_sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Signs out
         * @description Ends the sign-in the request came with, and the sockets opened with it.
         */
        post: operations["post_sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/socket-ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A ticket for a socket
         * @description Good for one hello within 30 seconds, in the place of a token.
         */
        post: operations["post_socket_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The workspace's teams
         * @description In order of their ids.
         */
        get: operations["get_teams"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{team}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One team
         * @description Its ETag is what an edit names.
         */
        get: operations["get_teams_team"];
        /**
         * Makes or changes a team
         * @description Its agents serve its queues from their next step on.
         */
        put: operations["put_teams_team"];
        post?: never;
        /**
         * Retires a team
         * @description Its agents keep their own queues. The name is not used again.
         */
        delete: operations["delete_teams_team"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's workspace
         * @description Name, languages, reasons for breaks, codes for wrap-up, canned responses. Version 0 until it is configured first.
         */
        get: operations["get_workspace"];
        /**
         * Changes the caller's workspace
         * @description Codes stay in what was said with them; a code no longer listed cannot be used anew. Of whom a second factor is demanded and who has none, the sockets close; they may only set one up.
         */
        put: operations["put_workspace"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What became of it. */
        Accepted: {
            /**
             * Format: int64
             * @description The event it led to, or the stream's last one when nothing had to change; none while its subject is set aside.
             */
            seq?: number | null;
        };
        /** @description An agent of one workspace. */
        AgentId: string;
        /** @description An agent as they stand. */
        AgentLive: {
            /** @description The agent. */
            agent: components["schemas"]["AgentId"];
            /** @description Slots in all, by channel. */
            capacities: {
                [key: string]: number;
            };
            /** @description Slots in use, by channel: sessions served, being offered, or in wrap-up; and calls, which take room for chats besides. */
            loads: {
                [key: string]: number;
            };
            /** @description Has a live connection. */
            reachable: boolean;
            /** @description Wants to take sessions. */
            ready: boolean;
            /** @description Why not, in the workspace's words. */
            reason?: string | null;
            /** @description Since when they are so. */
            since: components["schemas"]["At"];
        };
        /** @description Settings of an agent, edited by administrators. */
        AgentValues: {
            /** @description Sessions at once, by channel; a bare number stands for chats. */
            capacity: components["schemas"]["Capacity"];
            /** @description The name customers see. */
            name: string;
            /** @description Queues served. */
            queues: components["schemas"]["QueueId"][];
            /**
             * Format: int64
             * @description Time to write up a chat before the slot is free again, in milliseconds; 0 for none.
             */
            wrap_up_ms?: number;
        };
        /** @description Something that does not hold. */
        Alarm: {
            /** @description The subject's last events when it was told, the latest last. */
            events: components["schemas"]["NamedEvent"][];
            /** @description `somebody_waits`, `no_owner`, `capacity` or `timer_overdue`. */
            invariant: string;
            /** @description What is wrong, for people. */
            says: string;
            /** @description It looked wrong first. */
            since: components["schemas"]["At"];
            /** @description `session/<id>`, `agent/<workspace>/<id>` or `queue/<workspace>/<id>`. */
            subject: string;
            /** @description It was told, as an error in the log too. */
            told_at: components["schemas"]["At"];
        };
        /**
         * Format: date-time
         * @description An instant.
         */
        At: string;
        /**
         * @description What becomes of those in line when a queue closes.
         * @enum {string}
         */
        AtClosing: "serve" | "tell";
        /** @description A line of the audit log. */
        AuditLine: {
            /** @description When. */
            at: components["schemas"]["At"];
            /** @description More about it; none once forgotten. */
            details?: Record<string, never>;
            /**
             * Format: int64
             * @description Dense from 1.
             */
            seq: number;
            /** @description To whom or what. */
            subject: string;
            /** @description The deed, as a word in snake_case. */
            what: string;
            /** @description `person:anna`, `key:...`, `customer`, `operator`, `system`, `stranger`. */
            who: string;
        };
        /** @description A second factor that was begun, shown this once. */
        Begun: {
            /** @description For an authenticator, when typed in (base32). */
            secret: string;
            /** @description For an authenticator, as a picture. */
            uri: string;
        };
        /** @description Who answers first. */
        BotKind: "flow" | {
            /** @description An outside bot. */
            key: {
                /** @description The id of the key it signs in with. */
                key: string;
            };
        } | "none";
        /** @description Somebody in a call. */
        CallActorView: {
            agent?: null | components["schemas"]["AgentId"];
            /** @description Their extension. */
            extension?: string | null;
            /** @description The provider's name of them. */
            name?: string | null;
            /** @description Since when. */
            since: components["schemas"]["At"];
        };
        /** @description Something known of a call. */
        CallEventView: {
            /** @description When we heard of it. */
            at: components["schemas"]["At"];
            /** @description The report as it was sent, without what the caller may not see; none where the caller was erased. */
            event?: Record<string, never> | null;
            /** @description The fact as journaled; instants in it are microseconds since 1970. */
            facts: Record<string, never>;
            /** @description What happened: `reported` is the provider's word, the rest what followed. */
            kind: string;
            moved?: null | components["schemas"]["CallState"];
            /** @description The type of a report. */
            report?: string | null;
            /**
             * Format: int64
             * @description Its place in the call, from 1 without gaps.
             */
            seq: number;
        };
        /**
         * @description A telephone call, by its provider's own id: any text, compared as it is. The blank one stands for what belongs to no
         *     call. A provider's ids are not personal.
         */
        CallId: string;
        /**
         * @description How far a telephone call is, in the order in which it goes.
         * @enum {string}
         */
        CallState: "new" | "standby" | "waiting" | "ongoing" | "finished";
        /** @description A call as it is, or was. */
        CallStateView: {
            /** @description Its line. */
            call: components["schemas"]["CallView"];
            /**
             * Format: int64
             * @description The last event in it.
             */
            seq: number;
        };
        /** @description A telephone call. */
        CallView: {
            /** @description The caller hung up while waiting. */
            abandoned: boolean;
            /** @description Who is in it. */
            actors: components["schemas"]["CallActorView"][];
            /** @description The provider's id of it. */
            call: components["schemas"]["CallId"];
            /** @description When it was first heard of. */
            created_at: components["schemas"]["At"];
            direction?: null | components["schemas"]["Direction"];
            /** @description Over only because nothing was heard of it any more. */
            lost_sight: boolean;
            /**
             * Format: int64
             * @description Counted from 1 within the workspace.
             */
            number?: number | null;
            /** @description Our side's number. */
            our_number?: string | null;
            /** @description The provider's queue. */
            provider_queue?: string | null;
            queue?: null | components["schemas"]["QueueId"];
            /** @description Where its recordings are, for whoever may hear them. */
            recordings: string[];
            /** @description Since when. */
            since: components["schemas"]["At"];
            /** @description How far it is. */
            state: components["schemas"]["CallState"];
            /** @description The other side's; all but its end is `*` for whoever may not see it. */
            their_number?: string | null;
            /** @description When it was last heard of. */
            updated_at: components["schemas"]["At"];
        };
        /** @description Whom to erase. */
        CallerErased: {
            /** @description Their number, with eight digits at least. */
            number: string;
        };
        /** @description What was erased. */
        CallsErased: {
            /**
             * Format: int32
             * @description Calls the number was taken out of.
             */
            calls: number;
        };
        /** @description A number of slots by channel; a channel that is not named has none. A bare number is read as that many chats. */
        Capacity: {
            [key: string]: number;
        };
        /** @description A customer, beside a conversation. */
        Card: {
            /** @description Who they are. The identity of this session is the one with its platform and key. */
            customer: components["schemas"]["Customer"];
            /** @description Pass it as `after` for earlier ones; not there when these were the first. */
            next?: string | null;
            /** @description Their open sessions, this one among them if it is. */
            open: components["schemas"]["SessionId"][];
            /** @description All their sessions, the newest first: a page of them. */
            sessions: components["schemas"]["EarlierSession"][];
        };
        /**
         * @description How the sign-in is carried.
         * @enum {string}
         */
        Carried: "cookie" | "token";
        /** @description Words to look for. */
        Case: {
            /**
             * @description Any of these whole words or phrases, anywhere in the text, in any case. A star opens an end of an entry:
             *     `faktur*` finds `fakturan`, `*faktura` finds `telefonfaktura`.
             */
            any_of: string[];
            /** @description What next. */
            then: components["schemas"]["String"];
        };
        /**
         * @description How people are talked to. A queue serves one channel, an agent has slots for each.
         * @enum {string}
         */
        Channel: "chat" | "message" | "voice";
        /** @description One answer held out. */
        Choice: {
            /** @description What the customer sees, and may answer with. */
            label: components["schemas"]["Texts"];
            /** @description What next. */
            then: components["schemas"]["String"];
        };
        /** @description An agent who could be asked. */
        Considered: {
            /** @description Who. */
            agent: components["schemas"]["AgentId"];
            /** @description Slots in all, by channel. */
            capacities: {
                [key: string]: number;
            };
            /** @description Since when nothing was given to them. */
            idle_since: components["schemas"]["At"];
            /** @description Slots in use, by channel. */
            loads: {
                [key: string]: number;
            };
        };
        /** @description Who signs in. */
        Credentials: {
            /** @description A cookie unless asked otherwise. */
            as?: components["schemas"]["Carried"];
            /** @description The code of an authenticator, or a recovery code, where a second factor is set up. */
            code?: string | null;
            /** @description The name one signs in with. */
            login: string;
            /** @description The password. */
            password: string;
            /** @description The workspace; may be left out by who has this login in one workspace only. */
            workspace?: string | null;
        };
        /** @description A customer, as the workspace knows them. */
        Customer: {
            /** @description Anything else, by name. */
            attributes: Record<string, never>;
            /** @description When they first came. */
            created_at: components["schemas"]["At"];
            /** @description The record. */
            customer: string;
            /** @description Their address for mail. */
            email?: string | null;
            /** @description Who they are to the site that vouched for them. */
            external_id?: string | null;
            /** @description As whom they are known. */
            identities?: components["schemas"]["Identity"][] | null;
            /** @description Their name. */
            name?: string | null;
            /** @description Their telephone number. */
            phone?: string | null;
            /**
             * Format: int64
             * @description Counts up with every change; the ETag.
             */
            version: number;
        };
        /** @description Who the customer is on one platform, in the dialect's own words (Sermo: `userId`). Personal: it lives in content. */
        CustomerKey: string;
        /** @description What is known of a customer, as it is to be. */
        CustomerProfile: {
            /** @description Anything else, by name: at most 64, and 8 KiB of them. */
            attributes?: Record<string, never>;
            /** @description Their address for mail, 1 to 256 bytes. */
            email?: string | null;
            /** @description Their name, 1 to 256 bytes. */
            name?: string | null;
            /** @description Their telephone number, 1 to 256 bytes. */
            phone?: string | null;
        };
        /** @description A decision and its reasons. */
        Decision: {
            agent?: null | components["schemas"]["AgentId"];
            /** @description When. */
            at: components["schemas"]["At"];
            /** @description The best of those who could be asked, best first, with what was known of them. */
            best: components["schemas"]["Considered"][];
            /** @description The offer made to them. */
            offer?: string | null;
            queue?: null | components["schemas"]["QueueId"];
            /** @description Every agent of the queue under the reason why, or why not. */
            reasons: components["schemas"]["Reason"][];
            /**
             * Format: int64
             * @description Its place in the queue's journal.
             */
            seq: number;
            /** @description For which session. */
            session: components["schemas"]["SessionId"];
        };
        /** @description Where people answer. */
        DeskKind: "ours" | {
            /** @description In an outside desk. */
            key: {
                /** @description The id of the key it signs in with. */
                key: string;
            };
        };
        /**
         * @description Who called whom.
         * @enum {string}
         */
        Direction: "inbound" | "outbound" | "internal";
        /** @description A script to keep. */
        Draft: {
            /** @description Everything it can do. */
            nodes: {
                [key: string]: components["schemas"]["Node"];
            };
            /** @description The node a new session begins at. */
            start: components["schemas"]["String"];
        };
        /** @description One of a customer's sessions. */
        EarlierSession: {
            agent?: null | components["schemas"]["AgentId"];
            /** @description When it was opened. */
            opened_at: components["schemas"]["At"];
            /** @description Where it was. */
            platform: components["schemas"]["PlatformId"];
            queue?: null | components["schemas"]["QueueId"];
            /** @description The session. */
            session: string;
            /** @description Since when it stands there: when closed, its end. */
            since: components["schemas"]["At"];
            /** @description Where it stands. */
            standing: string;
            /** @description The key they had there. */
            user_id: string;
        };
        /** @description An event as it was journaled. */
        EventView: {
            /** @description Who caused it: `customer`, `bot`, `system`, `agent:...`, `application:...`. */
            actor: string;
            /** @description When. */
            at: components["schemas"]["At"];
            /** @description What was said, by whom; none where nothing was, or where the person was erased. */
            content?: Record<string, never> | null;
            /** @description The fact as journaled; instants in it are microseconds since 1970. */
            facts: Record<string, never>;
            /** @description What happened. */
            kind: string;
            /**
             * Format: int64
             * @description The customer's number of it; none where it is not for the customer.
             */
            public?: number | null;
            /**
             * Format: int64
             * @description Its place in the session, from 1 without gaps.
             */
            seq: number;
        };
        /** @description Something wrong with one field of a body. */
        Fault: {
            /** @description Stable, in snake_case. */
            code: string;
            /** @description What, for people. */
            detail: string;
            /** @description Where: `nodes.greet.text`, `queues[2]`; empty for the whole body. */
            field: string;
        };
        /** @description The first code of a second factor. */
        FirstCode: {
            /** @description Six digits. */
            code: string;
        };
        /** @description One version of a script. */
        Flow: {
            /** @description Its id. */
            flow: components["schemas"]["FlowId"];
            /** @description Everything it can do. */
            nodes: {
                [key: string]: components["schemas"]["Node"];
            };
            /** @description Where a new session begins. */
            start: components["schemas"]["String"];
            /**
             * Format: int64
             * @description Counted from 1.
             */
            version: number;
        };
        /** @description A bot's script; its versions share the id. */
        FlowId: string;
        /** @description A flow. */
        FlowView: {
            /** @description Its id. */
            id: components["schemas"]["FlowId"];
            /**
             * Format: int64
             * @description The newest version.
             */
            newest: number;
            /**
             * Format: int64
             * @description The version new sessions begin with; none before the first publication.
             */
            published?: number | null;
        };
        /** @description What was founded. */
        Founded: {
            /** @description Its owner, who signs in next. */
            person: string;
            /** @description The workspace. */
            workspace: string;
        };
        /** @description What founds a workspace. */
        Founding: {
            /** @description The name the owner signs in with, for instance an e-mail address. */
            login: string;
            /** @description 8 to 128 characters; 15 or more are better. */
            password: string;
            /** @description The owner's name in paths, and as an agent if they take chats; never changed. */
            person: string;
            /** @description The token the server printed when it started; it counts for 15 minutes, once. */
            token: string;
            /** @description The workspace's name in paths; never changed. */
            workspace: string;
        };
        /** @description To which bot. */
        HandToBot: {
            /** @description The group of flows; the platform's own flow, if not said. */
            group?: string | null;
        };
        /** @description When something is open, as an administrator writes it. `check` says whether it can be read. */
        Hours: {
            /** @description Dates (`2026-12-24`) whose shifts replace the weekday's; none at all for a day closed. */
            exceptions?: {
                [key: string]: components["schemas"]["Shift"][];
            };
            /** @description The shifts that begin on each weekday; a day that is not named has none. */
            week?: {
                [key: string]: components["schemas"]["Shift"][];
            };
            /** @description A zone of the IANA database: `Europe/Stockholm`. */
            zone: string;
        };
        /** @description As whom a customer is known on one platform. */
        Identity: {
            /** @description The platform. */
            platform: components["schemas"]["PlatformId"];
            /** @description How it is known that it is theirs: `anonymous` (it is not), `signed` (by the site), `linked` (by a person). */
            proof: string;
            /** @description Since when. */
            since: components["schemas"]["At"];
            /** @description The key there. */
            user_id: string;
        };
        /** @description Somebody to be invited. */
        Invitation: {
            /** @description The name they sign in with, for instance an e-mail address. */
            login: string;
            /** @description Their name in paths, and as an agent if they take chats; never changed, never used again. */
            person: string;
            /** @description `owner`, `admin`, `supervisor` or `agent`. */
            role: components["schemas"]["Role"];
        };
        /** @description A key, without its secret. */
        Key: {
            created_at: components["schemas"]["At"];
            /** @description `person:anna`. */
            created_by: string;
            expires_at?: null | components["schemas"]["At"];
            /** @description Its name in paths and in the audit log; the key itself begins with it. */
            key: string;
            /** @description What people call it. */
            name: string;
            revoked_at?: null | components["schemas"]["At"];
            /** @description What it may do. */
            scopes: string[];
            used_at?: null | components["schemas"]["At"];
        };
        /** @description A code, and what people read for it. */
        Labelled: {
            /** @description Stable: events hold it. */
            code: string;
            /** @description For people, by language. */
            label: components["schemas"]["Texts"];
        };
        /** @description A language tag of a platform (`sv`, `en`); texts fall back to the platform's own. */
        Language: string;
        /** @description How it stands with one's letters. */
        Letters: {
            /** @description The mail address one gave; none given. */
            address?: string | null;
            /** @description Whether the installation sends any to this workspace: else nothing of this has an effect. */
            sent: boolean;
            /**
             * @description Where they go: that address, else the one the installation lists, else the name one signs in with, if that is one.
             *     None: nowhere.
             */
            to?: string | null;
            /** @description Whether one gets them. */
            wanted: boolean;
        };
        /** @description What one chooses. */
        LettersChosen: {
            /** @description A mail address; an empty one forgets what was given, none leaves it. */
            address?: string | null;
            /** @description Whether one wants them. */
            wanted: boolean;
        };
        /** @description One thing the bot said. */
        LineView: {
            /** @description Answers held out. */
            choices: string[];
            /** @description What. */
            text: string;
            /**
             * Format: int64
             * @description Simulated typing before it, in milliseconds.
             */
            typing_ms: number;
        };
        /** @description A key that was made. */
        Made: {
            /** @description Its name in paths. */
            key: string;
            /** @description The whole key, for `Authorization: Bearer`: shown this once. */
            secret: string;
        };
        /** @description Who one is. */
        Me: {
            /** @description Whether there is a second factor. */
            has_second_factor: boolean;
            /** @description The name they sign in with; none for a credential of the demo. */
            login?: string | null;
            /** @description The person. */
            person: string;
            /**
             * Format: int64
             * @description Recovery codes not used yet.
             */
            recovery_codes_left: number;
            /** @description What they may do. */
            role: string;
            /** @description Whether one must be set up before anything else can be done. */
            second_factor_required: boolean;
            /** @description The workspace. */
            workspace: string;
        };
        /** @description An event without what was said in it. */
        NamedEvent: {
            /** @description What happened. */
            kind: string;
            /**
             * Format: int64
             * @description Its number within the subject's stream.
             */
            seq: number;
        };
        /** @description An identity, by where and who. */
        NamedIdentity: {
            /** @description The platform. */
            platform: components["schemas"]["PlatformId"];
            /** @description The key there. */
            user_id: string;
        };
        /** @description A key to be made. */
        NewKey: {
            expires_at?: null | components["schemas"]["At"];
            /** @description What people call it. */
            name: string;
            /** @description What it may do. */
            scopes: components["schemas"]["Scope"][];
        };
        /** @description Another password. */
        NewPassword: {
            /** @description 8 to 128 characters; 15 or more are better. */
            new: string;
            /** @description The one there is. */
            old: string;
        };
        /** @description A key to be made. */
        NewSiteKey: {
            /** @description `HS256` (we make the secret) or `EdDSA` (bring the public key). */
            algorithm: string;
            /** @description Its name for people, 1 to 64 bytes. */
            name: string;
            /** @description EdDSA: the public key, 32 bytes in base64url. */
            public_key?: string | null;
        };
        /** @description One thing a bot does. */
        Node: {
            /** @enum {string} */
            node: "say";
            /** @description What. */
            text: components["schemas"]["Texts"];
            /** @description What next. */
            then: components["schemas"]["String"];
            /**
             * Format: int64
             * @description Simulated typing in milliseconds; none computes it from the length.
             */
            typing_ms?: number | null;
        } | {
            /** @enum {string} */
            node: "ask";
            /** @description The answer's name, for `{name}` in later texts. */
            save: string;
            /** @description The question. */
            text: components["schemas"]["Texts"];
            /** @description What next. */
            then: components["schemas"]["String"];
        } | {
            /** @enum {string} */
            node: "choose";
            /** @description The answers, in order. */
            options: components["schemas"]["Choice"][];
            /** @description Where any other answer leads. */
            otherwise: components["schemas"]["String"];
            /** @description The question. */
            text: components["schemas"]["Texts"];
        } | {
            /** @description Tried in order. */
            cases: components["schemas"]["Case"][];
            /** @enum {string} */
            node: "match";
            /** @description Where everything else leads. */
            otherwise: components["schemas"]["String"];
        } | {
            /** @enum {string} */
            node: "listen";
            /** @description What next. */
            then: components["schemas"]["String"];
        } | {
            /** @enum {string} */
            node: "hand_over";
            queue?: null | components["schemas"]["QueueId"];
        } | {
            /** @enum {string} */
            node: "end";
        };
        /** @description A note. */
        Note: {
            /** @description 1 to 4096 characters. */
            text: string;
        };
        /** @description Our own lines, each in several languages. `{queue}` and `{agent}` are filled in. An empty line is not said. */
        Notices: {
            /** @default {} */
            agent_vanished?: components["schemas"]["Texts"];
            /** @default {} */
            assigned?: components["schemas"]["Texts"];
            /** @default {} */
            closed?: components["schemas"]["Texts"];
            /** @default {} */
            closed_silent?: components["schemas"]["Texts"];
            /** @default {} */
            closing?: components["schemas"]["Texts"];
            /** @default {} */
            message_left?: components["schemas"]["Texts"];
            /** @default {} */
            platform_closed?: components["schemas"]["Texts"];
            /** @default {} */
            put_back?: components["schemas"]["Texts"];
            /** @default {} */
            queued?: components["schemas"]["Texts"];
            /** @default {} */
            silence_warning?: components["schemas"]["Texts"];
            /** @default {} */
            stepped_in?: components["schemas"]["Texts"];
            /** @default {} */
            stepped_out?: components["schemas"]["Texts"];
            /** @default {} */
            turned_away?: components["schemas"]["Texts"];
        };
        /** @description A one-time link, shown this once. */
        OneTimeLink: {
            /** @description Three days from now. */
            expires_at: components["schemas"]["At"];
            /** @description Whose. */
            person: string;
            /** @description What POST /password-by-link takes. Whoever has it can set the password: hand it over with care. */
            token: string;
        };
        /** @description Some of a list. */
        Page_AgentLive: {
            items: components["schemas"]["AgentLive"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_Alarm: {
            items: components["schemas"]["Alarm"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_AuditLine: {
            items: components["schemas"]["AuditLine"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_CallEventView: {
            items: components["schemas"]["CallEventView"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_CallView: {
            items: components["schemas"]["CallView"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_Customer: {
            items: components["schemas"]["Customer"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_Decision: {
            items: components["schemas"]["Decision"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_EarlierSession: {
            items: components["schemas"]["EarlierSession"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_EventView: {
            items: components["schemas"]["EventView"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_FlowView: {
            items: components["schemas"]["FlowView"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_Key: {
            items: components["schemas"]["Key"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_Person: {
            items: components["schemas"]["Person"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_Quarantined: {
            items: components["schemas"]["Quarantined"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_QueueLive: {
            items: components["schemas"]["QueueLive"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_Said: {
            items: components["schemas"]["Said"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_SessionView: {
            items: components["schemas"]["SessionView"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_SetAside: {
            items: components["schemas"]["SetAside"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_Setting_AgentValues: {
            items: components["schemas"]["Setting_AgentValues"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_Setting_PlatformValues: {
            items: components["schemas"]["Setting_PlatformValues"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_Setting_QueueValues: {
            items: components["schemas"]["Setting_QueueValues"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_Setting_TeamValues: {
            items: components["schemas"]["Setting_TeamValues"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_SignIn: {
            items: components["schemas"]["SignIn"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_SiteKey: {
            items: components["schemas"]["SiteKey"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Some of a list. */
        Page_VersionLine: {
            items: components["schemas"]["VersionLine"][];
            /** @description Pass it as `after` for what comes next; not there when this was the end. */
            next?: string;
        };
        /** @description Somebody who may sign in. */
        Person: {
            /** @description Since when. */
            created_at: components["schemas"]["At"];
            /** @description May not sign in. */
            disabled: boolean;
            /** @description Has set a password. */
            has_password: boolean;
            /** @description Has a second factor. */
            has_second_factor: boolean;
            /** @description The name they sign in with. */
            login: string;
            /** @description Their name in paths, and as an agent if they take chats. */
            person: string;
            /** @description `owner`, `admin`, `supervisor` or `agent`. */
            role: string;
            /**
             * Format: int64
             * @description Counts up with every change; the ETag.
             */
            version: number;
        };
        /** @description Everything held on one person. */
        PersonExport: Record<string, never>;
        /** @description A platform as a newcomer would find it. */
        PlatformAvailability: {
            /** @description Open, and the line is not too long. */
            available: boolean;
            closes_at?: null | components["schemas"]["At"];
            /**
             * Format: int64
             * @description What a newcomer would wait, when known.
             */
            estimated_wait_ms?: number | null;
            /** @description Within its hours. */
            open: boolean;
            opens_at?: null | components["schemas"]["At"];
            /**
             * Format: int32
             * @description The place a newcomer would get; 1 is next.
             */
            position: number;
            /** @description Its primary queue. */
            queue: components["schemas"]["QueueId"];
            /**
             * Format: int32
             * @description Agents who serve it, are ready and reachable.
             */
            working: number;
        };
        /** @description An entry point, a site and its purpose; unique in the installation (Sermo's `platformId`). */
        PlatformId: string;
        /** @description Times of a platform in milliseconds. */
        PlatformTimes: {
            /**
             * Format: int64
             * @description After that warning the agent is free again after this long.
             * @default 300000
             */
            close_silent_after_ms?: number;
            /**
             * Format: int64
             * @description A client sends a heartbeat this often.
             * @default 5000
             */
            heartbeat_every_ms?: number;
            /**
             * Format: int64
             * @description Lost after this long without any word.
             * @default 45000
             */
            lost_after_ms?: number;
            /**
             * Format: int64
             * @description A lost customer's session closes after this long.
             * @default 900000
             */
            lost_for_ms?: number;
            /**
             * Format: int64
             * @description A transfer to an agent is open to nobody else for this long.
             * @default 120000
             */
            only_agent_for_ms?: number;
            /**
             * Format: int64
             * @description The bot answers no sooner after the customer's last typing.
             * @default 3000
             */
            pause_after_typing_ms?: number;
            /**
             * Format: int64
             * @description The same agent is preferred for this long.
             * @default 30000
             */
            prefer_same_agent_for_ms?: number;
            /**
             * Format: int64
             * @description A customer's unsent text is forgotten after this long without a keystroke.
             * @default 10000
             */
            preview_for_ms?: number;
            /**
             * Format: int64
             * @description A released session closes after this long.
             * @default 1800000
             */
            released_for_ms?: number;
            /**
             * Format: int64
             * @description A session left with the bot closes after this long without a customer's word.
             * @default 3600000
             */
            silent_after_ms?: number;
            /**
             * Format: int64
             * @description An agent whose client says nothing more of their typing is shown as typing this long.
             * @default 5000
             */
            typing_off_after_ms?: number;
            /**
             * Format: int64
             * @description Who closed or reloaded the page has this long more before they count as lost.
             * @default 30000
             */
            unload_grace_ms?: number;
            /**
             * Format: int64
             * @description Unstable after this long without any word.
             * @default 15000
             */
            unstable_after_ms?: number;
            /**
             * Format: int64
             * @description A customer who says nothing to the agent's last word is warned after this long; 0 for never.
             * @default 600000
             */
            warn_silent_after_ms?: number;
        };
        /** @description Settings of a platform. Durations in milliseconds. */
        PlatformValues: {
            /** @description Who answers first; by default the script above. */
            bot?: components["schemas"]["BotKind"];
            /** @description The bot's name for customers. */
            bot_name?: string;
            /** @description Where people answer. */
            desk?: components["schemas"]["DeskKind"];
            flow?: null | components["schemas"]["FlowId"];
            /**
             * @description Scripts a session can be handed to, by the name of their group, in the version published last. `end` is the
             *     polite end; without one of its own the platform has a short one made of its notices.
             */
            groups?: {
                [key: string]: components["schemas"]["FlowId"];
            };
            /** @description Clients send heartbeats here, and a customer of whom none come is lost after a while. */
            heartbeats?: boolean;
            /** @description The customers' language. */
            language: components["schemas"]["Language"];
            messages_queue?: null | components["schemas"]["QueueId"];
            /** @description The name people see. */
            name: string;
            /** @description Our own lines. */
            notices?: components["schemas"]["Notices"];
            /** @description Pages that may open a chat, exactly (`https://example.org`); empty allows clients without a page only. */
            origins?: string[];
            /** @description The primary queue. */
            queue: components["schemas"]["QueueId"];
            /** @description Times that differ from the defaults, by name. */
            times?: components["schemas"]["PlatformTimes"];
            /** @description The tenant. */
            workspace: components["schemas"]["WorkspaceId"];
        };
        /**
         * @description Whether a customer is there, from live connections and heartbeats only. Transitions are events.
         * @enum {string}
         */
        Presence: "unknown" | "present" | "unstable" | "lost";
        /** @description A problem document (RFC 9457). */
        Problem: {
            /** @description Stable, in snake_case, for programs. */
            code: string;
            /** @description What is the matter in this case. */
            detail?: string | null;
            /** @description What is wrong in the body, field by field. */
            errors?: components["schemas"]["Fault"][];
            /** @description The request's id, also in the header `X-Request-Id`: name it when you ask for help. */
            requestId: string;
            /**
             * Format: int32
             * @description The status, once more.
             */
            status: number;
            /** @description What kind of problem this is, for people. */
            title: string;
            /** @description `urn:switchboard:problem:` and the code. */
            type: string;
        };
        /** @description One's password, once more. */
        Proof: {
            /** @description The password. */
            password: string;
        };
        /** @description Which version to publish. */
        Publication: {
            /**
             * Format: int64
             * @description An existing one, newer or older than the one that is published.
             */
            version: number;
        };
        /** @description Why. */
        PutBack: {
            /** @description A word for whoever takes it up. */
            note?: string | null;
        };
        /** @description A subject in quarantine. */
        Quarantined: {
            /** @description Why it was set aside. */
            cause: string;
            /** @description `session/<id>`, `agent/<workspace>/<id>` or `queue/<workspace>/<id>`. */
            subject: string;
            /**
             * Format: int64
             * @description Commands that wait for its release.
             */
            waiting: number;
        };
        /** @description A queue of one workspace. */
        QueueId: string;
        /** @description A queue as it stands. */
        QueueLive: {
            /**
             * Format: int32
             * @description Callers who wait in it at the telephone.
             */
            callers: number;
            changes_at?: null | components["schemas"]["At"];
            /**
             * Format: int64
             * @description What a newcomer would wait, in milliseconds, when known.
             */
            estimated_wait_ms?: number | null;
            /**
             * Format: int32
             * @description The longest the line may get.
             */
            max_length?: number | null;
            oldest?: null | components["schemas"]["At"];
            oldest_caller?: null | components["schemas"]["At"];
            /** @description Takes newcomers in. */
            open: boolean;
            /** @description The queue. */
            queue: components["schemas"]["QueueId"];
            /** @description How many had an agent in time, of those whose wait ended within the last hour. */
            service_level: components["schemas"]["ServiceLevel"];
            /**
             * Format: int32
             * @description Sessions in line, offered ones included.
             */
            waiting: number;
            /**
             * Format: int32
             * @description Agents who serve it, are ready and reachable.
             */
            working: number;
        };
        /** @description Settings of a queue, edited by administrators. */
        QueueValues: {
            /**
             * Format: int64
             * @description How long an agent has to accept, in milliseconds.
             */
            accept_within_ms?: number;
            /**
             * Format: int64
             * @description So soon an agent should have a session, in milliseconds: what the service level is measured by.
             */
            answer_within_ms?: number;
            /** @description What becomes of those in line when it closes. */
            at_closing?: components["schemas"]["AtClosing"];
            /** @description The one channel it serves. */
            channel?: components["schemas"]["Channel"];
            hours?: null | components["schemas"]["Hours"];
            /**
             * Format: int32
             * @description The longest the line may get; none for no limit.
             */
            max_length?: number | null;
            /** @description The name people see. */
            name: string;
            /** @description Offer, assign or pick. */
            way?: components["schemas"]["WayOfWork"];
            /** @description What becomes of whom a full line does not take. */
            when_full?: components["schemas"]["WhenFull"];
        };
        /** @description A reason, and whom it was about. */
        Reason: {
            /** @description Whom. */
            agents: components["schemas"]["AgentId"][];
            /** @description How many more, whom the caller may not see. */
            others?: number | null;
            /** @description Why, or why not. */
            verdict: components["schemas"]["Verdict"];
        };
        /** @description What stands in for a lost authenticator, shown this once. */
        Recovery: {
            /** @description Each counts once. */
            recovery_codes: string[];
        };
        /** @description What is taken out of every text before anybody but its writer sees it, and before it is stored. */
        Redaction: {
            /** @description Numbers of payment cards, but for their last four digits. */
            cards?: boolean;
            /** @description Regular expressions; what one finds is taken out whole. */
            patterns?: string[];
        };
        /** @description Whom to release. */
        Release: {
            /** @description As the list spells it. */
            subject: string;
        };
        /** @description How long the workspace keeps what, in days from a session's end. */
        Retention: {
            /**
             * Format: int32
             * @description Attachments; 30 if not set.
             */
            attachment_days: number;
            /**
             * Format: int32
             * @description Details of the audit log, whose lines stay; 90 if not set.
             */
            audit_days: number;
            /**
             * Format: int32
             * @description What was said; 365 if not set.
             */
            text_days: number;
        };
        /**
         * @description What somebody may do.
         * @enum {string}
         */
        Role: "owner" | "admin" | "supervisor" | "agent" | "integration";
        /** @description Something said. */
        Said: {
            /** @description Who: `customer`, `bot`, `system`, `agent:...`, `application:...`. */
            actor: string;
            /** @description When. */
            at: components["schemas"]["At"];
            /** @description The picture or file that came with it: the id of its bytes. */
            attachment?: string | null;
            /** @description What happened: most often that somebody said something. */
            kind: string;
            /** @description Their name for the customer. */
            name?: string | null;
            /**
             * Format: int64
             * @description The customer's number of it.
             */
            number: number;
            /** @description The text; none where nothing was said in words, or where the person was erased. */
            text?: string | null;
        };
        /**
         * @description What an API key may be given.
         * @enum {string}
         */
        Scope: "settings:read" | "settings:write" | "sessions:read" | "sessions:write" | "notes:write" | "live:read" | "customers:read" | "customers:write" | "feeds" | "calls:read" | "calls:private";
        /**
         * @description Whom a workspace lets in with a second factor only.
         * @enum {string}
         */
        SecondFactor: "optional" | "admins" | "everybody";
        /** @description How many had an agent in time, of those whose wait ended within the last hour, to within five minutes. */
        ServiceLevel: {
            /**
             * Format: int32
             * @description Gave up, however soon.
             */
            gave_up: number;
            /**
             * Format: int32
             * @description Got an agent in time.
             */
            in_time: number;
            /**
             * Format: int32
             * @description Got an agent at all, or gave up after that time.
             */
            of: number;
            /**
             * Format: double
             * @description `in_time` by `of`, 0 to 1; not there while nobody counts.
             */
            share?: number | null;
            /**
             * Format: int64
             * @description In time is within so many milliseconds: the queue's `answer_within_ms`, as it was when the wait ended.
             */
            within_ms: number;
        };
        /** @description One conversation. A UUID version 7 whose last byte is the virtual shard, so the id alone finds the owner. */
        SessionId: string;
        /** @description A session as it is, or was. */
        SessionState: {
            /**
             * Format: int32
             * @description The place in line that the customer was told last, while it waits.
             */
            place?: number | null;
            /**
             * Format: int64
             * @description The last event in it.
             */
            seq: number;
            /** @description Its line. */
            session: components["schemas"]["SessionView"];
        };
        /** @description A session. */
        SessionView: {
            agent?: null | components["schemas"]["AgentId"];
            /** @description How they are talked to. */
            channel: components["schemas"]["Channel"];
            /** @description Who the customer is there. */
            customer: components["schemas"]["CustomerKey"];
            /** @description When it was opened. */
            opened_at: components["schemas"]["At"];
            /** @description Where the customer came in. */
            platform: components["schemas"]["PlatformId"];
            /** @description Whether the customer is there. */
            presence: components["schemas"]["Presence"];
            queue?: null | components["schemas"]["QueueId"];
            /** @description The conversation. */
            session: components["schemas"]["SessionId"];
            /** @description Since when it stands there. */
            since: components["schemas"]["At"];
            /** @description Who serves, in a word. */
            standing: components["schemas"]["Standing"];
        };
        /** @description Whose password was set. */
        Set: {
            /** @description The name they sign in with. */
            login: string;
            /** @description Who; they sign in next. */
            person: string;
            /** @description The workspace. */
            workspace: string;
        };
        /** @description An owed message that failed too often. */
        SetAside: {
            /**
             * Format: int32
             * @description Its place among what the event owes.
             */
            ordinal: number;
            /**
             * Format: int64
             * @description The event that owes it.
             */
            seq: number;
            /** @description The stream that owes it. */
            source: string;
            /** @description Who is to be told. */
            target: string;
            /**
             * Format: int32
             * @description How often it was tried.
             */
            tries: number;
        };
        /** @description A one-time link and the password it sets. */
        Setting: {
            /** @description 8 to 128 characters; 15 or more are better. */
            password: string;
            /** @description The link's token. */
            token: string;
        };
        /** @description Something configured, with the version that an edit of it must name. */
        Setting_AgentValues: {
            /** @description Its name in paths; never changed, never used again. */
            id: string;
            settings: components["schemas"]["AgentValues"];
            /** @description Counts up with every change; the ETag. */
            version: number;
        };
        /** @description Something configured, with the version that an edit of it must name. */
        Setting_PlatformValues: {
            /** @description Its name in paths; never changed, never used again. */
            id: string;
            settings: components["schemas"]["PlatformValues"];
            /** @description Counts up with every change; the ETag. */
            version: number;
        };
        /** @description Something configured, with the version that an edit of it must name. */
        Setting_QueueValues: {
            /** @description Its name in paths; never changed, never used again. */
            id: string;
            settings: components["schemas"]["QueueValues"];
            /** @description Counts up with every change; the ETag. */
            version: number;
        };
        /** @description Something configured, with the version that an edit of it must name. */
        Setting_TeamValues: {
            /** @description Its name in paths; never changed, never used again. */
            id: string;
            settings: components["schemas"]["TeamValues"];
            /** @description Counts up with every change; the ETag. */
            version: number;
        };
        /** @description Something configured, with the version that an edit of it must name. */
        Setting_WorkspaceValues: {
            /** @description Its name in paths; never changed, never used again. */
            id: string;
            settings: components["schemas"]["WorkspaceValues"];
            /** @description Counts up with every change; the ETag. */
            version: number;
        };
        /**
         * @description One stretch of being open, in local time of 24 hours: `08:00` to `17:30`. A `to` that is not after `from` is on the
         *     next day; `24:00` may be written for the midnight at the end.
         */
        Shift: {
            /** @description Opens. */
            from: string;
            /** @description Closes. */
            to: string;
        };
        /** @description A sign-in. */
        SignIn: {
            /** @description The address it came from. */
            address: string;
            /** @description As the client named itself. */
            client: string;
            created_at: components["schemas"]["At"];
            /** @description The one this request came with. */
            current: boolean;
            /** @description Its name in paths. */
            sign_in: string;
            /** @description To about a minute. */
            used_at: components["schemas"]["At"];
        };
        /** @description Somebody who is in. */
        SignedIn: {
            /** @description Ends then at the latest; and half an hour after its last use. */
            expires_at: components["schemas"]["At"];
            /** @description Who. */
            person: string;
            /** @description What they may do. */
            role: string;
            /**
             * @description The workspace demands a second factor, and there is none yet: until one is set up (POST /me/second-factor), all
             *     else is answered 403 `second_factor_required`.
             */
            second_factor_required: boolean;
            /** @description The sign-in's name in lists. */
            sign_in: string;
            /** @description The token, if it was asked for: shown this once. */
            token?: string | null;
            /** @description The workspace. */
            workspace: string;
        };
        /** @description A key of a site. */
        SiteKey: {
            /** @description `HS256` or `EdDSA`. */
            algorithm: string;
            /** @description When it was made. */
            created_at: components["schemas"]["At"];
            /** @description Its name in tokens (`kid`). */
            key: string;
            /** @description Its name for people. */
            name: string;
            /** @description EdDSA: the public key, 32 bytes in base64url. */
            public_key?: string | null;
            revoked_at?: null | components["schemas"]["At"];
            /** @description HS256, when it is made and never again: the secret, 32 bytes in base64url. Tokens are signed with the bytes. */
            secret?: string | null;
        };
        /**
         * @description Where a session stands, in one word for lists.
         * @enum {string}
         */
        Standing: "bot" | "queued" | "agent" | "desk" | "released" | "closed";
        String: string;
        /** @description A team: agents who serve its queues besides their own. */
        TeamValues: {
            /** @description Who belongs to it. */
            agents?: components["schemas"]["AgentId"][];
            /** @description The name people see. */
            name: string;
            /** @description What they serve. */
            queues?: components["schemas"]["QueueId"][];
        };
        /** @description Who is meant by a telephony provider's names. A queue or an agent whose id is the provider's name needs no line here. */
        Telephony: {
            /** @description Agents, by the provider's name of each, often a mail address; case does not matter. */
            agents?: {
                [key: string]: components["schemas"]["AgentId"];
            };
            /**
             * Format: int32
             * @description The room of so many chats a call takes of an agent's; not there: all of it, so that nobody on the telephone is
             *     offered a chat. 0: none.
             */
            call_takes?: number | null;
            /** @description Queues, by the provider's number of each. */
            queues?: {
                [key: string]: components["schemas"]["QueueId"];
            };
        };
        /** @description One text in several languages, with `{name}` places to fill. */
        Texts: {
            [key: string]: string;
        };
        /** @description What opens one socket, once. */
        Ticket: {
            /** @description Half a minute from now. */
            expires_at: components["schemas"]["At"];
            /** @description The `token` of the socket's first frame. */
            ticket: string;
        };
        /** @description Where to. */
        Transfer: {
            agent?: null | components["schemas"]["AgentId"];
            /** @description A word for whoever takes it up. */
            note?: string | null;
            queue?: null | components["schemas"]["QueueId"];
        };
        /** @description What to try. */
        Trial: {
            /** @description The customer's language; `en` if not said. */
            language?: components["schemas"]["Language"];
            /** @description What the customer writes, in order; the first opens the conversation. */
            texts?: string[];
        };
        /** @description What the script did. */
        Tried: {
            /** @description One for each text it heard. */
            turns: components["schemas"]["TurnView"][];
        };
        /** @description What followed on one text. */
        TurnView: {
            /** @description The text. */
            heard?: string | null;
            /** @description The node it waits or broke at. */
            node?: string | null;
            queue?: null | components["schemas"]["QueueId"];
            /** @description What the bot said to it, in order. */
            said: components["schemas"]["LineView"][];
            /** @description `waits`, `hands_over`, `ends` or `breaks`. */
            then: string;
        };
        /** @description A picture that was taken in. */
        Uploaded: {
            /**
             * Format: int64
             * @description Its size.
             */
            bytes: number;
            /**
             * Format: int32
             * @description Pixels down.
             */
            height: number;
            /** @description To be named in a word. */
            image_id: string;
            /** @description Its media type. */
            media: string;
            /**
             * Format: int32
             * @description Pixels across.
             */
            width: number;
        };
        /**
         * @description Why an agent was, or was not, considered for a session.
         * @enum {string}
         */
        Verdict: "chosen" | "less_idle" | "not_wished" | "said_no" | "at_capacity" | "not_ready" | "unreachable" | "resting" | "picked";
        /** @description A version of a flow, in a list. */
        VersionLine: {
            /** @description Whether new sessions begin with it. */
            is_published: boolean;
            /**
             * Format: int32
             * @description How many things are wrong with it.
             */
            problems: number;
            /**
             * Format: int64
             * @description Counted from 1.
             */
            version: number;
        };
        /** @description A version of a flow. */
        VersionView: {
            /** @description Whether new sessions begin with it. */
            is_published: boolean;
            /** @description What is wrong with it, by node; with any of them it is not published. */
            problems: components["schemas"]["Fault"][];
            /** @description The script. */
            script: components["schemas"]["Flow"];
        };
        /** @description The state an agent is put in. */
        Wanted: {
            /** @description Shall want chats. */
            ready: boolean;
            /** @description Why not, in the workspace's words; only of one who is sent away. */
            reason?: string | null;
        };
        /**
         * @description How a queue gives sessions to agents.
         * @enum {string}
         */
        WayOfWork: "offer" | "assign" | "pick";
        /** @description What becomes of whom a full line does not take. */
        WhenFull: "turn_away" | {
            /** @description They are sent to another queue. */
            overflow: {
                /** @description Which. */
                queue: components["schemas"]["QueueId"];
            };
        };
        /** @description A tenant. */
        WorkspaceId: string;
        /** @description Settings of a workspace. */
        WorkspaceValues: {
            /** @description Why an agent may be away. */
            break_reasons?: components["schemas"]["Labelled"][];
            /**
             * @description What agents answer again and again, found by its code; `{customer}`, `{agent}` and `{queue}` are filled in by the
             *     client that sends it.
             */
            canned_responses?: components["schemas"]["Labelled"][];
            /** @description The languages its texts are written in; the first is the one to begin with. */
            languages?: components["schemas"]["Language"][];
            /** @description The name people see. */
            name: string;
            /** @description What is kept out of the journal. */
            redaction?: components["schemas"]["Redaction"];
            /** @description Who must have a second factor. */
            second_factor?: components["schemas"]["SecondFactor"];
            /** @description Who is meant by the names of its telephony provider; left out where nothing is settled. */
            telephony?: components["schemas"]["Telephony"];
            /** @description How a session may be summed up. */
            wrap_up_codes?: components["schemas"]["Labelled"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_agents: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Setting_AgentValues"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_agents_agent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Setting_AgentValues"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_agents_agent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag the edit was made from; without any condition the edit is refused. */
                "If-Match"?: string;
                /** @description `*` to create what is not there yet. */
                "If-None-Match"?: string;
            };
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgentValues"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Setting_AgentValues"];
                };
            };
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Setting_AgentValues"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_agents_agent_state: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Wanted"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_keys: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Key"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_keys: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewKey"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Made"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_keys_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_audit: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AuditLine"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_bootstrap: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Founding"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Founded"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_callers_erase: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallerErased"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallsErased"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_calls: {
        parameters: {
            query?: {
                after?: string | null;
                agent?: null | components["schemas"]["AgentId"];
                limit?: number | null;
                open?: boolean | null;
                queue?: string | null;
                since?: null | components["schemas"]["At"];
                state?: null | components["schemas"]["CallState"];
                their_number?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CallView"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_calls_call: {
        parameters: {
            query?: {
                at?: string | null;
            };
            header?: never;
            path: {
                call: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallStateView"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_calls_call_events: {
        parameters: {
            query?: {
                after?: number | null;
                limit?: number | null;
            };
            header?: never;
            path: {
                call: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CallEventView"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_customers: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number | null;
                q?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Customer"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_customers_customer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                customer: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_customers_customer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag the edit was made from; without any condition the edit is refused. */
                "If-Match"?: string;
                /** @description `*` to create what is not there yet. */
                "If-None-Match"?: string;
            };
            path: {
                customer: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerProfile"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_customers_customer_calls: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                customer: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CallView"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_customers_customer_erase: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                customer: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_customers_customer_export: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                customer: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonExport"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_customers_customer_link: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                customer: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NamedIdentity"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_customers_customer_sessions: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number | null;
            };
            header?: never;
            path: {
                customer: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_EarlierSession"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_customers_customer_unlink: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                customer: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NamedIdentity"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_flows: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_FlowView"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_flows_flow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                flow: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowView"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_flows_flow_published: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag the edit was made from; without any condition the edit is refused. */
                "If-Match"?: string;
                /** @description `*` to create what is not there yet. */
                "If-None-Match"?: string;
            };
            path: {
                flow: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Publication"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowView"];
                };
            };
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowView"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_flows_flow_versions: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number | null;
            };
            header?: never;
            path: {
                flow: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_VersionLine"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_flows_flow_versions: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                flow: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Draft"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionView"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_flows_flow_versions_version: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                flow: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionView"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_flows_flow_versions_version_dry_runs: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                flow: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Trial"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tried"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_live_agents: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AgentLive"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_live_agents_agent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentLive"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_live_alarms: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Alarm"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_live_queues: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_QueueLive"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_live_queues_queue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                queue: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueLive"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me_letters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Letters"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_letters: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LettersChosen"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Letters"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_password: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPassword"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_second_factor: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Proof"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Begun"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_second_factor_confirmation: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FirstCode"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recovery"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_me_second_factor_removal: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Proof"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me_sign_ins: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SignIn"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_me_sign_ins_sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sign_in: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_outbox_set_aside: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SetAside"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_password_by_link: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Setting"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Set"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_people: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Person"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_people: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Invitation"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneTimeLink"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_people_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_people_person: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag the edit was made from; without any condition the edit is refused. */
                "If-Match"?: string;
                /** @description `*` to create what is not there yet. */
                "If-None-Match"?: string;
            };
            path: {
                person: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Standing"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_people_person_reset_link: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                person: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneTimeLink"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_people_person_sign_ins: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number | null;
            };
            header?: never;
            path: {
                person: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SignIn"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_people_person_sign_ins_sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person: string;
                sign_in: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_platforms: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Setting_PlatformValues"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_platforms_platform: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                platform: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Setting_PlatformValues"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_platforms_platform: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag the edit was made from; without any condition the edit is refused. */
                "If-Match"?: string;
                /** @description `*` to create what is not there yet. */
                "If-None-Match"?: string;
            };
            path: {
                platform: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlatformValues"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Setting_PlatformValues"];
                };
            };
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Setting_PlatformValues"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_platforms_platform_availability: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                platform: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlatformAvailability"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_platforms_platform_site_keys: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number | null;
            };
            header?: never;
            path: {
                platform: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SiteKey"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_platforms_platform_site_keys: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                platform: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSiteKey"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SiteKey"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_platforms_platform_site_keys_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                platform: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_quarantine: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Quarantined"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_quarantine_releases: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Release"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_queues: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Setting_QueueValues"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_queues_queue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                queue: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Setting_QueueValues"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_queues_queue: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag the edit was made from; without any condition the edit is refused. */
                "If-Match"?: string;
                /** @description `*` to create what is not there yet. */
                "If-None-Match"?: string;
            };
            path: {
                queue: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueueValues"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Setting_QueueValues"];
                };
            };
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Setting_QueueValues"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_queues_queue_decisions: {
        parameters: {
            query?: {
                after?: number | null;
                limit?: number | null;
            };
            header?: never;
            path: {
                queue: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Decision"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_retention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_retention: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag the edit was made from; without any condition the edit is refused. */
                "If-Match"?: string;
                /** @description `*` to create what is not there yet. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Retention"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_sessions: {
        parameters: {
            query?: {
                after?: string | null;
                agent?: null | components["schemas"]["AgentId"];
                closed_since?: null | components["schemas"]["At"];
                customer?: null | components["schemas"]["CustomerKey"];
                limit?: number | null;
                platform?: null | components["schemas"]["PlatformId"];
                queue?: null | components["schemas"]["QueueId"];
                running?: boolean | null;
                said?: string | null;
                standing?: null | components["schemas"]["Standing"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SessionView"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_sessions_session: {
        parameters: {
            query?: {
                at?: number | null;
            };
            header?: never;
            path: {
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionState"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_sessions_session_customer: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number | null;
            };
            header?: never;
            path: {
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Card"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_sessions_session_decisions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Decision"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_sessions_session_events: {
        parameters: {
            query?: {
                after?: number | null;
                limit?: number | null;
            };
            header?: never;
            path: {
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_EventView"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_sessions_session_hand_to_bot: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                session: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HandToBot"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_sessions_session_images: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                session: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "image/gif": string;
                "image/jpeg": string;
                "image/png": string;
                "image/webp": string;
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Uploaded"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_sessions_session_notes: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                session: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Note"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_sessions_session_put_back: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                session: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutBack"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_sessions_session_transcript: {
        parameters: {
            query?: {
                after?: number | null;
                limit?: number | null;
            };
            header?: never;
            path: {
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Said"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_sessions_session_transfers: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                session: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Transfer"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_sign_in: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_sign_out: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_socket_ticket: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request again gets the same answer, for a day. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_teams: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Setting_TeamValues"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_teams_team: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                team: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Setting_TeamValues"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_teams_team: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag the edit was made from; without any condition the edit is refused. */
                "If-Match"?: string;
                /** @description `*` to create what is not there yet. */
                "If-None-Match"?: string;
            };
            path: {
                team: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TeamValues"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Setting_TeamValues"];
                };
            };
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Setting_TeamValues"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_teams_team: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag the edit was made from; without any condition the edit is refused. */
                "If-Match"?: string;
                /** @description `*` to create what is not there yet. */
                "If-None-Match"?: string;
            };
            path: {
                team: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_workspace: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Setting_WorkspaceValues"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_workspace: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag the edit was made from; without any condition the edit is refused. */
                "If-Match"?: string;
                /** @description `*` to create what is not there yet. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkspaceValues"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Setting_WorkspaceValues"];
                };
            };
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Setting_WorkspaceValues"];
                };
            };
            /** @description A problem document (RFC 9457); its `code` is stable. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}

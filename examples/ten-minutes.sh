#!/bin/sh
# From an API to a table: the commands of docs/ten-minutes.md, one after the other, in a folder of its own.
#
#   examples/ten-minutes.sh [FOLDER]
#
# The folder is new unless it is named. The API is the sandbox, which ./caravan sandbox --no-kafka starts in another
# terminal; SHOP says where else it is, and CARAVAN which launcher to take.
set -eu
program=${CARAVAN:-$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)/caravan}
shop=${SHOP:-http://localhost:8055}
export SHOP_TOKEN="${SHOP_TOKEN:-sandbox-token}"
folder=${1:-$(mktemp -d)}
mkdir -p "$folder"
cd "$folder"

# Says a command, then does it; what a verb says on the way to people who wait is shown, too.
caravan() {
  line='$ caravan'
  for word in "$@"; do
    case $word in
      *[!A-Za-z0-9_./:=-]*) line="$line '$word'" ;;
      *) line="$line $word" ;;
    esac
  done
  printf '%s\n' "$line"
  "$program" "$@" 2>&1
  echo
}

caravan discover "$shop/pages/orders" -H 'Authorization: Bearer {{env:SHOP_TOKEN}}' --quota 10/s \
  -o routes/shop-orders.camel.yaml
caravan check --online
caravan preview shop-orders --limit 3
caravan plan
caravan run --once
caravan query 'select status, count(*) as orders, max(updated_at) as latest from shop_orders group by status order by 1'
caravan run --once
caravan status

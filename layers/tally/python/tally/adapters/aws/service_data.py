"""What botocore reads of AWS before it calls a service, less of it: half of a client's start is reading.

Of an S3 client's 75 ms of a processor 24 are the hosts of 400 services in all regions, and 16 a look through
their folders; of Glue's 33 ms 30 are the operations that nobody here calls.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from botocore.loaders import Loader

SERVICES = ("athena", "cognito-idp", "glue", "s3", "secretsmanager", "sns", "sqs")
"""Those that functions call by botocore; another one is unknown to it until it stands here."""


def _describe_partition(
    name: str, suffix: str, regions: str, **services: Mapping[str, Any]
) -> dict[str, Any]:
    host = {"hostname": "{service}.{region}.{dnsSuffix}", "protocols": ["https"]}
    return {
        "partition": name,
        "dnsSuffix": suffix,
        "regionRegex": regions,
        "regions": {},
        "defaults": {**host, "signatureVersions": ["v4"]},
        "services": {"s3": {"defaults": {"signatureVersions": ["s3v4"]}, "endpoints": {}}, **services},
    }


_GLOBAL = "aws-global"
"""By which botocore means S3 of us-east-1, and of whoever names no region."""
_ENDPOINTS = {
    "version": 3,
    "partitions": [
        _describe_partition(
            "aws",
            "amazonaws.com",
            r"^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$",
            s3={
                "partitionEndpoint": _GLOBAL,
                "isRegionalized": True,
                "defaults": {"signatureVersions": ["s3v4"]},
                "endpoints": {
                    _GLOBAL: {"hostname": "s3.amazonaws.com", "credentialScope": {"region": "us-east-1"}}
                },
            },
        ),
        _describe_partition("aws-cn", "amazonaws.com.cn", r"^cn-\w+-\d+$"),
        _describe_partition("aws-us-gov", "amazonaws.com", r"^us-gov-\w+-\d+$"),
    ],
}
"""Who signs how; the host itself botocore finds by rules that each service has of its own."""


class FewServices(Loader):
    """botocore's data, without a look through the folders of all services, and with hosts of ours alone."""

    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002  # botocore's signature
        """The services that functions call."""
        return [*SERVICES]

    def load_data_with_path(self, name: str) -> tuple[Any, str]:
        """botocore's file of this name; that of all hosts is ours."""
        if name == "endpoints":
            return _ENDPOINTS, self.BUILTIN_DATA_PATH
        return super().load_data_with_path(name)


class OneOperation(FewServices):
    """The same for who asks Glue for a table and nothing else."""

    def load_service_model(
        self, service_name: str, type_name: str, api_version: str | None = None
    ) -> Mapping[str, Any]:
        """Ours of Glue; botocore's of what else there is."""
        if (service_name, type_name) == ("glue", "service-2"):
            return GLUE
        return super().load_service_model(service_name, type_name, api_version)  # type: ignore[no-any-return]


def _describe_structure(required: Sequence[str] = (), **members: str) -> dict[str, Any]:
    shapes = {name: {"shape": shape} for name, shape in members.items()}
    return {"type": "structure", "members": shapes, "required": [*required]}


GLUE: Mapping[str, Any] = MappingProxyType(
    {
        "version": "2.0",
        "metadata": {
            "apiVersion": "2017-03-31",
            "endpointPrefix": "glue",
            "jsonVersion": "1.1",
            "protocol": "json",
            "protocols": ["json"],
            "serviceFullName": "AWS Glue",
            "serviceId": "Glue",
            "signatureVersion": "v4",
            "targetPrefix": "AWSGlue",
            "uid": "glue-2017-03-31",
            "auth": ["aws.auth#sigv4"],
        },
        "operations": {
            "GetTable": {
                "name": "GetTable",
                "http": {"method": "POST", "requestUri": "/"},
                "input": {"shape": "GetTableRequest"},
                "output": {"shape": "GetTableResponse"},
                "errors": [],
            }
        },
        "shapes": {
            "NameString": {"type": "string", "min": 1, "max": 255},
            "ViewTextString": {"type": "string"},
            "KeyString": {"type": "string"},
            "ParametersMapValue": {"type": "string"},
            "ParametersMap": {
                "type": "map",
                "key": {"shape": "KeyString"},
                "value": {"shape": "ParametersMapValue"},
            },
            "GetTableRequest": _describe_structure(
                ["DatabaseName", "Name"], DatabaseName="NameString", Name="NameString"
            ),
            "GetTableResponse": _describe_structure(Table="Table"),
            "Table": _describe_structure(
                ["Name"], Name="NameString", ViewOriginalText="ViewTextString", Parameters="ParametersMap"
            ),
        },
    }
)
"""What is read of the answer to one operation; names and types are those of Glue's API."""

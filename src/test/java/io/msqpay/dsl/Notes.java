package io.msqpay.dsl;

/** Operations of an integrator who lets merchants write notes, and of one who says hello. */
public final class Notes {

    public static final String CONTRACT = """
            openapi: 3.0.3
            info:
              title: Notes
              version: 1.0.0
            tags:
              - name: notes
                description: What merchants write down
            paths:
              /merchants/{merchantId}/notes:
                parameters:
                  - name: merchantId
                    in: path
                    required: true
                    schema:
                      $ref: '#/components/schemas/Address'
                get:
                  operationId: listNotes
                  tags: [notes]
                  parameters:
                    - name: limit
                      in: query
                      schema:
                        type: integer
                        minimum: 1
                        maximum: 50
                        default: 10
                  responses:
                    '200':
                      description: The notes
                      headers:
                        X-Total:
                          schema:
                            type: integer
                post:
                  operationId: addNote
                  security:
                    - ApiKey: []
                  x-required-scope: create
                  parameters:
                    - name: X-Note-Source
                      in: header
                      schema:
                        type: string
                  requestBody:
                    $ref: '#/components/requestBodies/Note'
                  responses:
                    '201':
                      description: Written down
            components:
              requestBodies:
                Note:
                  required: true
                  content:
                    application/json:
                      schema:
                        $ref: '#/components/schemas/Note'
              schemas:
                Note:
                  type: object
                  additionalProperties: false
                  required: [text]
                  properties:
                    text:
                      type: string
                      maxLength: 20
            """;

    public static final String ROUTES = """
            - route:
                id: listNotes
                description: Answers how many notes of whom were asked for, and by which headers
                routeConfigurationId: answerErrors
                from:
                  uri: direct:listNotes
                  steps:
                    - setHeader:
                        name: X-Secret
                        expression:
                          constant:
                            expression: secret
                    - setBody:
                        expression:
                          simple:
                            expression: "Asked for ${header.limit} notes of ${header.merchantId} from ${headers}"
                    - setHeader:
                        name: X-Total
                        expression:
                          simple:
                            expression: "${header.limit}"
            - route:
                id: addNote
                description: Answers what was written down
                routeConfigurationId: answerErrors
                from:
                  uri: direct:addNote
                  steps:
                    - choice:
                        when:
                          - expression:
                              simple:
                                expression: "${body[text]} == 'refuse'"
                            steps:
                              - throwException:
                                  exceptionType: io.msqpay.error.ConflictException
                                  message: This one is refused
                          - expression:
                              simple:
                                expression: "${body[text]} == 'break'"
                            steps:
                              - throwException:
                                  exceptionType: java.lang.IllegalStateException
                                  message: a secret
                    - setHeader:
                        name: CamelHttpResponseCode
                        expression:
                          constant:
                            expression: "201"
                    - to:
                        uri: direct:answerJson
            """;

    public static final String HELLO = """
            openapi: 3.0.3
            info:
              title: Hello
              version: 1.0.0
            paths:
              /hello:
                get:
                  operationId: sayHello
                  security: []
                  responses:
                    '200':
                      description: Hello
            """;

    public static final String HELLO_ROUTE = """
            - route:
                id: sayHello
                description: Says hello
                routeConfigurationId: answerErrors
                from:
                  uri: direct:sayHello
                  steps:
                    - setBody:
                        expression:
                          constant:
                            expression: Hello
            """;

    private Notes() {}
}
